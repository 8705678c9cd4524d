#include "rtl/requantize/model.h"

namespace fluxgate::rtl {
namespace {
constexpr std::int64_t kLatency = 3;
}  // namespace

KernelStreams requantize_streams(int lanes) {
  return {{{"p", {{"multiplier", lanes, 32, true}, {"shift", lanes, 6}, {"zero", lanes, 8, true}}},
           {"a", {{"first", 1, 1}, {"data", lanes, 32, true}}}},
          {{"c", {{"data", lanes, 8, true}}}}};
}

RequantizeModel::RequantizeModel(int lanes)
    : TilePipeline(requantize_streams(lanes), kLatency),
      channels_(static_cast<std::size_t>(lanes)) {
  reset();
}

void RequantizeModel::clear() { channels_.assign(channels_.size(), {0, 0, 0}); }

void RequantizeModel::start_tile(const Beat& parameters) {
  const std::size_t lanes = channels_.size();
  for (std::size_t i = 0; i < lanes; ++i)
    channels_[i] = {static_cast<std::int32_t>(parameters[i]),
                    static_cast<int>(parameters[lanes + i]),
                    static_cast<std::int8_t>(parameters[2 * lanes + i])};
}

void RequantizeModel::compute(const Beat& data, Beat& result) {
  for (std::size_t i = 0; i < channels_.size(); ++i)
    result[i] = requantize(static_cast<std::int32_t>(data[i + 1]), channels_[i]);
}

}  // namespace fluxgate::rtl
