/// Kernel layer_norm, 8 lanes, rows up to 512 columns: fg_layer_norm beside its model.
#include FG_HEADER

#include "rtl/common/verilated_side.h"
#include "rtl/layer_norm/model.h"

namespace fluxgate::rtl {
namespace {

class Rtl final : public VerilatedSide<FG_TOP> {
 public:
  Rtl() {
    const KernelStreams s = row_norm_streams(Norm::Layer);
    input(
        top().x_valid_i, top().x_ready_o,
        {port(top().x_last_i, s.inputs[0].fields[0]), port(top().x_data_i, s.inputs[0].fields[1])});
    input(
        top().g_valid_i, top().g_ready_o,
        {port(top().g_gain_i, s.inputs[1].fields[0]), port(top().g_bias_i, s.inputs[1].fields[1])});
    output(top().y_valid_o, top().y_ready_i,
           {port(top().y_last_o, s.outputs[0].fields[0]),
            port(top().y_data_o, s.outputs[0].fields[1])});
  }
};

[[maybe_unused]] const bool kRegistered = add_kernel<Rtl>(
    "layer_norm",
    {.summary = "layer norm, 8 columns a beat, 16-bit fixed point, gain and bias",
     .timing = "a beat a cycle; first result 18 cycles after the last beat of the row; rows of T "
               "beats max(T, 2 T - 51) cycles apart",
     .streams = row_norm_streams(Norm::Layer),
     .make_model =
         [] {
           return std::make_unique<LayerNormModel>(row_norm_streams(Norm::Layer), kNormTiming);
         },
     .make_stimulus = [](std::uint64_t seed) { return std::make_unique<NormRows>(seed); }});

}  // namespace
}  // namespace fluxgate::rtl
