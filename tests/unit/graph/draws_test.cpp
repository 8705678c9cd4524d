#include "sim/graph/draws.h"

#include <catch2/catch.hpp>

#include "sim/graph/graph.h"
#include "tests/support/program.h"

using namespace fluxgate;

TEST_CASE("an index is drawn as often as its weight says, the same for the same key") {
  const std::vector<double> weights{1, 0, 3};
  std::vector<int> hits(3, 0);
  for (std::int64_t sample = 0; sample < 4000; ++sample)
    ++hits[static_cast<std::size_t>(draw_index(weights, {5, sample, 0}))];
  // Four standard deviations of 4000 draws: 0.027.
  CHECK(hits[0] / 4000.0 == Approx(0.25).margin(0.028));
  CHECK(hits[1] == 0);
  CHECK(draw_index(weights, {5, 17, 3}) == draw_index(weights, {5, 17, 3}));
}

TEST_CASE("a tally falls from part to part and has the mean of its share") {
  const auto more = draw_tally(10000, 4, 0.6, {1, 0, 0});
  REQUIRE(more.size() == 4);
  double sum = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    sum += static_cast<double>(more[i]);
    if (i > 0) CHECK(more[i] <= more[i - 1]);
  }
  // Four standard deviations of 40,000 draws: 0.01 of the share.
  CHECK(sum / 40000 == Approx(0.6).margin(0.01));
  CHECK(draw_tally(8, 2, 0, {1, 0, 0}) == std::vector<std::int64_t>{0, 0});
  CHECK(draw_tally(8, 2, 1, {1, 0, 0}) == std::vector<std::int64_t>{8, 8});
}

TEST_CASE("routing gives every token its experts, in classes that pad by at most a third") {
  for (const double exponent : {0.0, 1.0, 2.0}) {
    std::int64_t rows = 0, experts = 0;
    for (const LoadClass& c : draw_routing(500, 8, zipf_weights(64, exponent), 64, {3, 0, 0})) {
      rows += c.experts * c.rows;
      experts += c.experts;
    }
    CHECK(rows >= 500 * 8);
    CHECK(rows <= 500 * 8 * 4 / 3);
    CHECK(experts <= 64);
  }
  const auto one = draw_routing(1, 8, zipf_weights(64, 3), 6, {3, 0, 0});
  REQUIRE(one.size() == 1);
  CHECK(one[0].experts == 8);
  CHECK(one[0].rows == 1);
  const auto active = [](const std::vector<double>& weights) {
    std::int64_t experts = 0;
    for (const LoadClass& c : draw_routing(16, 2, weights, 6, {3, 0, 0})) experts += c.experts;
    return experts;
  };
  CHECK(active(zipf_weights(64, 1.5)) < active(zipf_weights(64, 0)));
  CHECK(active(skewed_weights(64)) < active(zipf_weights(64, 0)));
}

TEST_CASE("a network draws for its sample only, and a trace is read in turn") {
  const test::Folder folder;
  const std::string path =
      folder.file("net.yaml",
                  "phases: [forward]\nparameters: {weights: [0, 0, 1], steps: [4, 9]}\n"
                  "draws:\n  exit: {choose: weights}\n  step: {trace: steps}\nnetwork:\n"
                  "  - {op: lif, neurons: \"if(is_sampled, step[0], 1)\", steps: \"1 + is_sampled "
                  "* exit[0]\"}\n");
  const auto loops = [&](std::optional<std::int64_t> sample) {
    WorkloadOptions options;
    options.sample = sample;
    return load_workload(path, options).segments.at(0).operators.at(0).loops;
  };
  CHECK(loops({})[0].extent == 1);
  CHECK(loops(0)[0].extent == 4);
  CHECK(loops(1)[0].extent == 9);
  CHECK(loops(2)[0].extent == 4);
  CHECK(loops(2)[1].extent == 3);
}
