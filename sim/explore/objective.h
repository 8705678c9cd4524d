/// Objectives of a point from its numbers, all to be minimised (a maximised one changes its sign),
/// and the rule by which a bound rules a point out:
///   Q, simulated, rules out P when every objective of Q is at most the least P can reach, and one
///   is below it. The least P can reach is, by objective: time_s, the bound's time (no run is
///   faster than its bound, checked in every run); params, macs, memory_bytes, assumed_share and
///   metrics of these and of keys, the number itself (no simulation changes it); any other, minus
///   infinity.
/// So P, once simulated, would be no better than Q anywhere and worse somewhere: not on the front.
#pragma once
#include <optional>
#include <vector>

#include "sim/explore/outcome.h"
#include "sim/explore/plan.h"

namespace fluxgate::explore {

/// Empty when an objective has no number: no model gives it here.
[[nodiscard]] std::optional<std::vector<double>> objectives_of(const Spec& spec,
                                                               const Assignment& set,
                                                               const Numbers& numbers);
[[nodiscard]] std::vector<double> least_objectives(const Spec& spec, const Assignment& set,
                                                   const Numbers& bound);
/// Refuses an objective that is neither a result key nor a metric, and a metric that cannot be
/// read.
void check_objectives(const Spec& spec);

}  // namespace fluxgate::explore
