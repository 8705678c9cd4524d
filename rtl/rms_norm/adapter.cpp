/// Kernel rms_norm, 8 lanes, rows up to 512 columns: fg_rms_norm beside its model.
#include FG_HEADER

#include "rtl/common/verilated_side.h"
#include "rtl/rms_norm/model.h"

namespace fluxgate::rtl {
namespace {

class Rtl final : public VerilatedSide<FG_TOP> {
 public:
  Rtl() {
    const KernelStreams s = row_norm_streams(Norm::Rms);
    input(
        top().x_valid_i, top().x_ready_o,
        {port(top().x_last_i, s.inputs[0].fields[0]), port(top().x_data_i, s.inputs[0].fields[1])});
    input(top().g_valid_i, top().g_ready_o, {port(top().g_gain_i, s.inputs[1].fields[0])});
    output(top().y_valid_o, top().y_ready_i,
           {port(top().y_last_o, s.outputs[0].fields[0]),
            port(top().y_data_o, s.outputs[0].fields[1])});
  }
};

[[maybe_unused]] const bool kRegistered = add_kernel<Rtl>(
    "rms_norm",
    {.summary = "RMS norm, 8 columns a beat, 16-bit fixed point, gain",
     .timing = "a beat a cycle; first result 18 cycles after the last beat of the row; rows of T "
               "beats max(T, 2 T - 51) cycles apart",
     .streams = row_norm_streams(Norm::Rms),
     .make_model =
         [] { return std::make_unique<RmsNormModel>(row_norm_streams(Norm::Rms), kNormTiming); },
     .make_stimulus = [](std::uint64_t seed) { return std::make_unique<NormRows>(seed); }});

}  // namespace
}  // namespace fluxgate::rtl
