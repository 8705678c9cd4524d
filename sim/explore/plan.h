/// The points of a sweep, each made from its number alone: nothing is held in memory, a million
/// points cost no more than one.
///   grid              mixed radix, the last key fastest
///   random            each key by a hash of seed, number and key
///   latin_hypercube   each key by a keyed permutation of the numbers (Feistel network, walked
///   until
///                     it is inside), so that every key meets each of its strata once
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sim/explore/spec.h"
#include "sim/graph/expression.h"

namespace fluxgate::explore {

/// What is set: (key, text) in the order of the spec, derived keys last.
using Assignment = std::vector<std::pair<std::string, std::string>>;

struct Point {
  std::int64_t index = 0;
  Assignment set;
};

[[nodiscard]] std::int64_t plan_size(const Spec& spec);
/// Empty when a constraint excludes it, or when it is equal to an earlier point (a key whose
/// condition is false has one value).
[[nodiscard]] std::optional<Point> plan_point(const Spec& spec, std::int64_t index);

/// One choice a key: the number of a value, or a place 0..1 in an interval.
[[nodiscard]] std::optional<Assignment> resolve(const Spec& spec,
                                                const std::vector<double>& choice);

/// Thrown by a look-up of a key whose condition is false.
struct NotSet {};

/// Numbers of the keys that are set, and of every word that is a value of a key.
[[nodiscard]] Lookup lookup_in(const Spec& spec, const Assignment& set);

}  // namespace fluxgate::explore
