#include "rtl/online_softmax/model.h"

namespace fluxgate::rtl {

KernelStreams online_softmax_streams() {
  return {{{"x", {{"last", 1, 1, false}, {"data", kSoftmaxLanes, 16, true}}}},
          {{"p", {{"last", 1, 1, false}, {"data", kSoftmaxLanes, 16, false}}}}};
}

void SoftmaxRow::result(const Row& row, std::span<const std::int64_t> scores,
                        std::span<const std::int64_t> /*side*/, std::span<std::int64_t> out) {
  for (std::size_t i = 0; i < scores.size(); ++i) out[i] = probability(row, scores[i]);
}

}  // namespace fluxgate::rtl
