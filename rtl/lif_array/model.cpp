#include "rtl/lif_array/model.h"

namespace fluxgate::rtl {
namespace {
constexpr std::int64_t kLatency = 3;
constexpr std::size_t kClear = 0, kLeak = 1, kZero = 2, kThreshold = 3, kCurrent = 4;  // lanes of x
}  // namespace

KernelStreams lif_array_streams(const LifArrayShape& shape) {
  return {{{"x",
            {{"clear", 1, 1},
             {"leak", 1, 4},
             {"zero", 1, 1},
             {"threshold", 1, 16},
             {"current", shape.lanes, 16, true}}}},
          {{"s", {{"spike", shape.lanes, 1}, {"membrane", shape.lanes, kLifMembraneBits, true}}}}};
}

LifArrayModel::LifArrayModel(const LifArrayShape& shape)
    : TilePipeline(lif_array_streams(shape), kLatency),
      lanes_(static_cast<std::size_t>(shape.lanes)),
      membranes_(static_cast<std::size_t>(shape.neurons)) {
  reset();
}

void LifArrayModel::clear() {
  membranes_.assign(membranes_.size(), 0);
  next_ = 0;
}

void LifArrayModel::compute(const Beat& data, Beat& result) {
  const LifRule rule{static_cast<int>(data[kLeak]), static_cast<std::int32_t>(data[kThreshold]),
                     data[kZero] != 0 ? LifReset::Zero : LifReset::Subtract};
  for (std::size_t i = 0; i < lanes_; ++i) {
    std::int32_t& membrane = membranes_[next_ + i];
    const LifStep step = lif_step(data[kClear] != 0 ? 0 : membrane,
                                  static_cast<std::int32_t>(data[kCurrent + i]), rule);
    membrane = step.membrane;
    result[i] = step.is_spike ? 1 : 0;
    result[lanes_ + i] = step.membrane;
  }
  next_ = (next_ + lanes_) % membranes_.size();
}

}  // namespace fluxgate::rtl
