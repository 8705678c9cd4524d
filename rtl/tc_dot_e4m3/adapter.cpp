/// Kernel tc_dot_e4m3: fg_tc_dot_e4m3 beside tensor_core_dot().
#include FG_HEADER

#include "rtl/common/tc_dot_model.h"
#include "rtl/common/verilated_side.h"

namespace fluxgate::rtl {
namespace {

const KernelKind kKernel =
    tc_dot_kernel(kTcDotE4m3, "tensor-core dot product, 32 FP8 terms (E4M3; a may be E5M2)");

class Rtl final : public VerilatedSide<FG_TOP> {
 public:
  Rtl() {
    const std::vector<Field>& in = kKernel.streams.inputs[0].fields;
    input(top().in_valid_i, top().in_ready_o,
          {port(top().in_a_i, in[0]), port(top().in_b_i, in[1]), port(top().in_c_i, in[2]),
           port(top().in_a_is_e5m2_i, in[3])});
    output(top().out_valid_o, top().out_ready_i,
           {port(top().out_d_o, kKernel.streams.outputs[0].fields[0])});
  }
};

[[maybe_unused]] const bool kRegistered = add_kernel<Rtl>("tc_dot_e4m3", kKernel);

}  // namespace
}  // namespace fluxgate::rtl
