/// Choice of experts on the top-k router (kernel topk_router): scores with 8 fraction bits in 16,
/// the lower index among equal scores. Cycles: those of the kernel. At most 64 experts, k at
/// most 8.
#include <fmt/format.h>

#include "models/units/fixed.h"
#include "sim/contract/unit.h"
#include "sim/core/errors.h"

namespace fluxgate {
namespace {

constexpr std::size_t kExperts = 64, kMostChosen = 8;
constexpr int kFraction = 8;

std::vector<std::size_t> top_k(KernelRunner& unit, Values scores, std::size_t k) {
  if (scores.size() > kExperts || k > kMostChosen)
    throw ModelError(
        fmt::format("--rtl router: the unit chooses {} of {} experts at most, the network {} of {}",
                    kMostChosen, kExperts, k, scores.size()));
  Beat token(kExperts + 3, 0);
  for (std::size_t i = 0; i < scores.size(); ++i) token[i] = to_int16(scores[i], kFraction);
  token[kExperts] = static_cast<std::int64_t>(scores.size());
  token[kExperts + 1] = static_cast<std::int64_t>(k);
  std::vector<std::size_t> chosen;
  for (const Beat& beat : unit.run({{token}}, k))
    chosen.push_back(static_cast<std::size_t>(beat[0]));
  return chosen;
}

[[maybe_unused]] const bool kRegistered =
    HardwareUnits::add("router", {"choice of experts", "topk_router",
                                  [](Primitives& primitives, std::shared_ptr<KernelRunner> unit) {
                                    primitives.top_k = [unit](Values scores, std::size_t k) {
                                      return top_k(*unit, scores, k);
                                    };
                                  }});

}  // namespace
}  // namespace fluxgate
