#include "sim/graph/shard.h"

#include <catch2/catch.hpp>

#include "sim/core/errors.h"

using namespace fluxgate;

namespace {

Graph llama(const std::string& id = "llama-3.2-1b") {
  WorkloadOptions options;
  options.phase = "prefill";
  options.seq = 128;
  return load_workload(id, options);
}

std::int64_t macs(const Graph& graph) { return count(graph).macs; }

std::int64_t exchanges(const Shard& part, ExchangeKind kind) {
  std::int64_t n = 0;
  for (const Segment& s : part.graph.segments)
    for (const Operator& op : s.operators) {
      const auto at = part.exchanges.find(op.name);
      if (at != part.exchanges.end() && at->second.kind == kind) n += s.repeat;
    }
  return n;
}

}  // namespace

TEST_CASE("a transformer layer is cut with two all-reduces, the logits are gathered") {
  const Graph whole = llama();
  const Shard part = shard(whole, 4);
  CHECK(macs(part.graph) * 4 == macs(whole));
  CHECK(exchanges(part, ExchangeKind::AllReduce) == 2 * 16);
  CHECK(exchanges(part, ExchangeKind::AllGather) == 1);
  CHECK(part.graph.state_elements_total * 4 == whole.state_elements_total);
}

TEST_CASE("one rank has the whole network") {
  const Shard part = shard(llama(), 1);
  CHECK(macs(part.graph) == macs(llama()));
  CHECK(exchanges(part, ExchangeKind::AllReduce) == 0);
}

TEST_CASE("state-space models are cut by heads or channels") {
  for (const char* id : {"mamba2-2.7b", "mamba-2.8b"}) {
    INFO(id);
    const Graph whole = llama(id);
    const Shard part = shard(whole, 2);
    CHECK(macs(part.graph) * 2 == macs(whole));
    CHECK(exchanges(part, ExchangeKind::AllReduce) >= 64);
  }
}

TEST_CASE("heads that the ranks do not divide are refused with a sentence") {
  CHECK_THROWS_WITH(shard(llama(), 16), Catch::Contains("16 GPUs do not divide the 8 heads") &&
                                            Catch::Contains("parallel.pipeline"));
  CHECK_THROWS_AS(shard(llama(), 3), ModelError);
}
