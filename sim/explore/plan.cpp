#include "sim/explore/plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>

#include "sim/core/random.h"
#include "sim/explore/spec_values.h"

namespace fluxgate::explore {
namespace {

constexpr std::int64_t kMostPoints = std::int64_t(1) << 52;

double unit_random(std::uint64_t seed, std::uint64_t index, std::uint64_t key) {
  const std::uint64_t bits =
      split_mix(split_mix(seed * kSplitMixStep + key) + index * kSplitMixStep);
  return static_cast<double>(bits >> 11U) * 0x1p-53;
}

/// A permutation of 0..size-1: four Feistel rounds on the next even number of bits.
std::uint64_t permute(std::uint64_t at, std::uint64_t size, std::uint64_t key) {
  const auto half =
      static_cast<unsigned>((std::bit_width(std::max<std::uint64_t>(size - 1, 1)) + 1) / 2);
  const std::uint64_t mask = (std::uint64_t(1) << half) - 1;
  do {
    std::uint64_t left = at >> half, right = at & mask;
    for (std::uint64_t round = 0; round < 4; ++round) {
      const std::uint64_t next = left ^ (split_mix(right * kSplitMixStep + key + round) & mask);
      left = right;
      right = next;
    }
    at = left << half | right;
  } while (at >= size);
  return at;
}

double choose(const Key& key, double place) {
  if (key.interval) return place;
  const auto count = static_cast<double>(key.values.size());
  return std::min(std::floor(place * count), count - 1);
}

std::string text_at(const Interval& interval, double place) {
  const double value = interval.is_log
                           ? interval.low * std::pow(interval.high / interval.low, place)
                           : interval.low + place * (interval.high - interval.low);
  return text_of(value, interval.unit, interval.is_whole);
}

const std::string* find(const Assignment& set, const std::string& name) {
  for (const auto& [key, text] : set)
    if (key == name) return &text;
  return nullptr;
}

bool is_a_key(const Spec& spec, const std::string& name) {
  const auto named = [&](const auto& part) { return part.name == name; };
  return std::any_of(spec.keys.begin(), spec.keys.end(), named) ||
         std::any_of(spec.derived.begin(), spec.derived.end(), named);
}

bool is_a_value(const Spec& spec, const std::string& word) {
  return std::any_of(spec.keys.begin(), spec.keys.end(), [&](const Key& key) {
    return std::any_of(key.values.begin(), key.values.end(),
                       [&](const Value& value) { return value.text == word; });
  });
}

bool holds(const Expression& expression, const Lookup& lookup) {
  return evaluate(expression.text, lookup, expression.where) != 0;
}

/// False: excluded by a constraint.
bool meets_constraints(const Spec& spec, const Assignment& set) {
  const Lookup lookup = lookup_in(spec, set);
  return std::all_of(spec.constraints.begin(), spec.constraints.end(), [&](const Expression& e) {
    try {
      return holds(e, lookup);
    } catch (const NotSet&) {
      return true;
    }
  });
}

void add_derived(const Spec& spec, Assignment& set) {
  for (const Derived& derived : spec.derived) {
    try {
      const double value = evaluate(derived.is.text, lookup_in(spec, set), derived.is.where);
      set.emplace_back(derived.name, derived.unit.empty()
                                         ? fmt::format("{}", value)
                                         : fmt::format("{} {}", value, derived.unit));
    } catch (const NotSet&) {
      continue;
    }
  }
}

std::vector<double> grid_choice(const Spec& spec, std::int64_t index) {
  std::vector<double> choice(spec.keys.size());
  for (std::size_t k = spec.keys.size(); k-- > 0;) {
    const auto radix = static_cast<std::int64_t>(spec.keys[k].values.size());
    choice[k] = static_cast<double>(index % radix);
    index /= radix;
  }
  return choice;
}

std::vector<double> drawn_choice(const Spec& spec, std::int64_t index) {
  std::vector<double> choice(spec.keys.size());
  const auto at = static_cast<std::uint64_t>(index);
  const auto size = static_cast<std::uint64_t>(spec.points);
  for (std::size_t k = 0; k < spec.keys.size(); ++k) {
    double place = unit_random(spec.seed, at, k);
    if (spec.method == Method::LatinHypercube) {
      const std::uint64_t stratum = permute(at, size, split_mix(spec.seed + k * kSplitMixStep));
      place = (static_cast<double>(stratum) + place) / static_cast<double>(size);
    }
    choice[k] = choose(spec.keys[k], place);
  }
  return choice;
}

}  // namespace

std::int64_t plan_size(const Spec& spec) {
  if (spec.method == Method::Nsga2) return spec.population * (spec.generations + 1);
  if (spec.method != Method::Grid) return spec.points;
  std::int64_t size = 1;
  for (const Key& key : spec.keys) {
    const auto count = static_cast<std::int64_t>(key.values.size());
    if (size > kMostPoints / count)
      throw ConfigError(key.where, "the grid has more than 2^52 points; use method: random");
    size *= count;
  }
  return size;
}

Lookup lookup_in(const Spec& spec, const Assignment& set) {
  return [&spec, &set](const std::string& name) -> std::optional<double> {
    if (const std::string* text = find(set, name)) return number_of(*text);
    if (is_a_key(spec, name)) throw NotSet();
    if (is_a_value(spec, name)) return number_of(name);
    return std::nullopt;
  };
}

std::optional<Assignment> resolve(const Spec& spec, const std::vector<double>& choice) {
  Assignment set;
  bool is_repeated = false;
  for (std::size_t k = 0; k < spec.keys.size(); ++k) {
    const Key& key = spec.keys[k];
    bool is_set = true;
    try {
      is_set = !key.when || holds(*key.when, lookup_in(spec, set));
    } catch (const NotSet&) {
      is_set = false;
    }
    if (!is_set) {
      is_repeated = is_repeated || (spec.method == Method::Grid && choice[k] != 0);
      continue;
    }
    set.emplace_back(key.name, key.interval ? text_at(*key.interval, choice[k])
                                            : key.values[static_cast<std::size_t>(choice[k])].text);
  }
  if (is_repeated) return std::nullopt;
  add_derived(spec, set);
  if (!meets_constraints(spec, set)) return std::nullopt;
  return set;
}

std::optional<Point> plan_point(const Spec& spec, std::int64_t index) {
  const auto choice =
      spec.method == Method::Grid ? grid_choice(spec, index) : drawn_choice(spec, index);
  auto set = resolve(spec, choice);
  if (!set) return std::nullopt;
  return Point{index, std::move(*set)};
}

}  // namespace fluxgate::explore
