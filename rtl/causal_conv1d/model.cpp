#include "rtl/causal_conv1d/model.h"

namespace fluxgate::rtl {
namespace {
constexpr std::int64_t kLatency = 3;
constexpr int kTaps = static_cast<int>(kCausalConvTaps);
}  // namespace

KernelStreams causal_conv1d_streams(const CausalConvShape& shape) {
  return {{{"w", {{"taps", kTaps * shape.lanes, 16, true}, {"bias", shape.lanes, 16, true}}},
           {"x", {{"first", 1, 1}, {"data", shape.lanes, 16, true}}}},
          {{"y", {{"data", shape.lanes, 16, true}}}}};
}

CausalConv1dModel::CausalConv1dModel(const CausalConvShape& shape)
    : TilePipeline(causal_conv1d_streams(shape), kLatency),
      channels_(static_cast<std::size_t>(shape.lanes), CausalConvChannel(shape.fraction_bits)) {
  reset();
}

void CausalConv1dModel::clear() {
  for (CausalConvChannel& channel : channels_) channel.start({}, 0);
}

void CausalConv1dModel::start_tile(const Beat& parameters) {
  const std::size_t lanes = channels_.size();
  for (std::size_t i = 0; i < lanes; ++i) {
    std::array<std::int16_t, kCausalConvTaps> taps{};
    for (std::size_t j = 0; j < kCausalConvTaps; ++j)
      taps[j] = static_cast<std::int16_t>(parameters[j * lanes + i]);
    channels_[i].start(taps, static_cast<std::int16_t>(parameters[kCausalConvTaps * lanes + i]));
  }
}

void CausalConv1dModel::compute(const Beat& data, Beat& result) {
  for (std::size_t i = 0; i < channels_.size(); ++i)
    result[i] = channels_[i].step(static_cast<std::int16_t>(data[i + 1]));
}

}  // namespace fluxgate::rtl
