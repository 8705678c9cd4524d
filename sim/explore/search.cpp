/// NSGA-II (pagmo): intervals are real variables, lists are integers, words among them. A point
/// that is excluded or has no result gets the worst fitness there is.
#include <numeric>
#include <pagmo/algorithm.hpp>
#include <pagmo/algorithms/nsga2.hpp>
#include <pagmo/bfe.hpp>
#include <pagmo/population.hpp>
#include <pagmo/problem.hpp>

#include "sim/explore/walk.h"

namespace fluxgate::explore {
namespace {

constexpr double kWorst = 1e30;
using Vector = pagmo::vector_double;

/// Variables of pagmo: intervals first, then the integers.
std::vector<std::size_t> order_of(const Spec& spec) {
  std::vector<std::size_t> order;
  for (const bool is_interval : {true, false})
    for (std::size_t k = 0; k < spec.keys.size(); ++k)
      if (spec.keys[k].interval.has_value() == is_interval) order.push_back(k);
  return order;
}

struct Problem {
  const Spec* spec = nullptr;
  [[nodiscard]] Vector fitness(const Vector&) const {
    return Vector(spec->objectives.size(), kWorst);  // only generations are evaluated
  }
  [[nodiscard]] std::pair<Vector, Vector> get_bounds() const {
    Vector low, high;
    for (const std::size_t k : order_of(*spec)) {
      const Key& key = spec->keys[k];
      low.push_back(0);
      high.push_back(key.interval ? 1 : static_cast<double>(key.values.size() - 1));
    }
    return {low, high};
  }
  [[nodiscard]] Vector::size_type get_nobj() const { return spec->objectives.size(); }
  [[nodiscard]] Vector::size_type get_nix() const {
    Vector::size_type n = 0;
    for (const Key& key : spec->keys) n += key.interval ? 0 : 1;
    return n;
  }
};

using Generation = std::function<Vector(const Vector&)>;

struct Evaluate {
  const Generation* generation = nullptr;
  Vector operator()(const pagmo::problem&, const Vector& variables) const {
    return (*generation)(variables);
  }
};

}  // namespace

void Walk::search() {
  if (spec_.objectives.size() < 2)
    throw ConfigError(spec_.file + ": objectives: nsga2 needs two or more");
  const Tier tier = spec_.depth == Depth::Bound ? Tier::Bound : Tier::Approx;
  const std::vector<std::size_t> order = order_of(spec_);
  std::int64_t count = 0;
  set_stage("nsga2", plan_size(spec_));
  const Generation generation = [&](const Vector& variables) {
    const std::size_t width = order.size(), wide = spec_.objectives.size();
    const std::size_t size = variables.size() / width;
    Vector fitness(size * wide, kWorst);
    const std::int64_t base = count;
    std::size_t at = 0;
    const Source next = [&]() -> std::optional<Point> {
      while (at < size) {
        std::vector<double> choice(width);
        for (std::size_t v = 0; v < width; ++v) choice[order[v]] = variables[at * width + v];
        const auto member = static_cast<std::int64_t>(at++);
        if (auto set = resolve(spec_, choice))
          return Point{(base + member) * options_.shard.of + options_.shard.number - 1,
                       std::move(*set)};
        count_finished(1);
      }
      return std::nullopt;
    };
    run(tier, next, [&](const Point& point, const std::string& key, const Outcome& outcome) {
      store_.plan(point.index, key, std::nullopt);
      if (outcome.status != Status::Done) return;
      const auto values = objectives_of(spec_, point.set, outcome.numbers);
      if (!values) return;
      const auto member = static_cast<std::size_t>(point.index / options_.shard.of - base);
      std::copy(values->begin(), values->end(),
                fitness.begin() + static_cast<std::ptrdiff_t>(member * wide));
    });
    store_.commit();
    count += static_cast<std::int64_t>(size);
    return fitness;
  };
  const auto seed =
      static_cast<unsigned>(spec_.seed + static_cast<std::uint64_t>(options_.shard.number) - 1);
  const pagmo::bfe batch{Evaluate{&generation}};
  pagmo::population population{pagmo::problem{Problem{&spec_}}, batch,
                               static_cast<std::size_t>(spec_.population), seed};
  pagmo::nsga2 method{static_cast<unsigned>(spec_.generations), 0.95, 10., 0.3, 20., seed};
  method.set_bfe(batch);
  (void)method.evolve(population);
}

}  // namespace fluxgate::explore
