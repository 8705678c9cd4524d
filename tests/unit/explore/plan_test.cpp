/// What a spec says, as keys with their values and as points of a plan.
#include "sim/explore/plan.h"

#include <catch2/catch.hpp>
#include <set>

#include "sim/explore/spec.h"

using namespace fluxgate::explore;

namespace {

Spec spec_of(const std::string& text) {
  return read_spec_text("workload: gemm\narch: moody.yaml\n" + text, "space.yaml");
}

}  // namespace

TEST_CASE("ranges of bytes and whole numbers give whole values, each once") {
  const auto texts = [](const std::string& range) {
    std::string all;
    const Spec spec = spec_of("keys: {workload.M: " + range + "}\n");
    for (const Value& v : spec.keys.at(0).values) all += v.text + ",";
    return all;
  };
  CHECK(texts("{from: 1 MiB, to: 2 MiB, log: 1.5}") == "1 MiB,1572864 B,");
  CHECK(texts("{from: 3 KiB, to: 4 KiB, log: 1.1}") == "3 KiB,3379 B,3717 B,4089 B,");
  CHECK(texts("{from: 1, to: 4, log: 1.3}") == "1,2,3,4,");
  CHECK(texts("{from: 1.0, to: 2, log: 1.5}") == "1,1.5,");
  CHECK(texts("{from: 1.0, to: 2, step: 0.5}") == "1,1.5,2,");
}

TEST_CASE("conditions, derived keys and constraints shape the plan") {
  const Spec spec = spec_of(
      "keys:\n  lanes: [1, 2, 4, 8]\n  mood: [good, refuse]\n"
      "  delay: {values: [0, 1, 2], when: mood == good}\n"
      "derived: {workload.M: lanes * 16}\n"
      "constraints: ['lanes * delay <= 4']\n");
  std::vector<std::string> texts;
  for (std::int64_t i = 0; i < plan_size(spec); ++i) {
    const auto point = plan_point(spec, i);
    if (!point) continue;
    std::string text;
    for (const auto& [key, value] : point->set) text += key + "=" + value + " ";
    texts.push_back(text);
  }
  CHECK(texts.size() == 13);
  CHECK(texts.front() == "lanes=1 mood=good delay=0 workload.M=16 ");
  CHECK(texts.back() == "lanes=8 mood=refuse workload.M=128 ");
}

TEST_CASE("a Latin hypercube meets every stratum of every key once") {
  const Spec spec = spec_of(
      "keys: {lanes: {from: 1, to: 50, step: 1}, delay: {from: 0, to: 1}}\n"
      "method: latin_hypercube\npoints: 50\n");
  std::set<std::string> lanes;
  std::set<int> strata;
  for (std::int64_t i = 0; i < 50; ++i) {
    const Point point = plan_point(spec, i).value();
    lanes.insert(point.set[0].second);
    strata.insert(static_cast<int>(std::stod(point.set[1].second) * 50));
  }
  CHECK(lanes.size() == 50);
  CHECK(strata.size() == 50);
}

TEST_CASE("a million points are planned one by one") {
  const Spec spec = spec_of(
      "keys:\n  lanes: {from: 1, to: 1000, step: 1}\n  delay: {from: 1, to: 1000, step: 1}\n");
  CHECK(plan_size(spec) == 1'000'000);
  CHECK(plan_point(spec, 999'999)->set == Assignment{{"lanes", "1000"}, {"delay", "1000"}});
}

TEST_CASE("ranges keep their unit") {
  const Spec spec = spec_of(
      "keys:\n  a: {from: 256 KiB, to: 1 MiB, log: 2}\n  b: {from: 1 GHz, to: 2 GHz, step: 500 "
      "MHz}\n");
  CHECK(spec.keys[0].values[2].text == "1024 KiB");
  CHECK(spec.keys[0].values[2].number == 1 << 20);
  CHECK(spec.keys[1].values[1].text == "1.5 GHz");
  CHECK(spec.keys[1].values.size() == 3);
}
