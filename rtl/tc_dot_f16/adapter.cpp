/// Kernel tc_dot_f16: fg_tc_dot_f16 beside tensor_core_dot().
#include FG_HEADER

#include "rtl/common/tc_dot_model.h"
#include "rtl/common/verilated_side.h"

namespace fluxgate::rtl {
namespace {

const KernelKind kKernel = tc_dot_kernel(kTcDotFp16, "tensor-core dot product, 16 FP16 terms");

class Rtl final : public VerilatedSide<FG_TOP> {
 public:
  Rtl() {
    const std::vector<Field>& in = kKernel.streams.inputs[0].fields;
    input(top().in_valid_i, top().in_ready_o,
          {port(top().in_a_i, in[0]), port(top().in_b_i, in[1]), port(top().in_c_i, in[2])});
    output(top().out_valid_o, top().out_ready_i,
           {port(top().out_d_o, kKernel.streams.outputs[0].fields[0])});
  }
};

[[maybe_unused]] const bool kRegistered = add_kernel<Rtl>("tc_dot_f16", kKernel);

}  // namespace
}  // namespace fluxgate::rtl
