/// Model of fg_online_softmax: arithmetic of sim/numerics, cycles of the contract. The second pass
/// of a row may start 16 cycles after its last score beat was taken; a beat of probabilities is
/// offered 6 moving cycles after that.
#pragma once
#include "rtl/common/two_pass_model.h"
#include "sim/numerics/online_softmax.h"

namespace fluxgate::rtl {

constexpr int kSoftmaxLanes = 8;
constexpr TwoPassTiming kSoftmaxTiming{
    .depth = 64, .rows = 32, .first_pass_cycles = 16, .second_pass_cycles = 6};
[[nodiscard]] KernelStreams online_softmax_streams();

struct SoftmaxRow : OnlineSoftmax {
  static void result(const Row& row, std::span<const std::int64_t> scores,
                     std::span<const std::int64_t> side, std::span<std::int64_t> out);
};
using OnlineSoftmaxModel = TwoPassModel<SoftmaxRow>;

}  // namespace fluxgate::rtl
