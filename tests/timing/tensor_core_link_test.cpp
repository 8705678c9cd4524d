#include <catch2/catch.hpp>

#include "models/tensor_core/link.h"

using namespace fluxgate;
using namespace fluxgate::tensor_core;

namespace {

LinkDescription defaults() {
  const ConfigNode empty;
  Params params(empty);
  return read_link(params);
}

}  // namespace

TEST_CASE("a ring all-reduce sends 2 (n - 1) / n of the bytes in 2 (n - 1) steps") {
  const LinkDescription d = defaults();
  const Link link(d);
  const Protocol& simple = d.protocols[2];
  const TimeFs time = link.ring(simple, Bytes(370'000'000), 4, 6);
  const TimeFs latency = simple.ring_base + simple.ring_hop * 6;
  CHECK(time.value - latency.value == 1'500'000'000'000);  // 1.5 times 1 ms
}

TEST_CASE("small messages go by a tree with flags, large ones by a ring of chunks") {
  const Link link(defaults());
  CHECK(link.all_reduce(Bytes(1024), 8).how == "tree, LL");
  CHECK(link.all_reduce(Bytes(1'000'000'000), 8).how == "ring, Simple");
}

TEST_CASE("bus bandwidth of a gigabyte on eight H100 is what NCCL's ring reaches") {
  const Link link(defaults());
  const double bytes = 1e9;
  const double s = seconds(link.all_reduce(Bytes(1'000'000'000), 8).time);
  CHECK(bytes * 2 * 7 / 8 / s == Approx(370e9).epsilon(0.02));
}

TEST_CASE("more bytes or ranks are never faster") {
  const Link link(defaults());
  TimeFs before{};
  for (std::int64_t bytes = 64; bytes < 1'000'000'000; bytes *= 4) {
    const TimeFs time = link.all_reduce(Bytes(bytes), 8).time;
    CHECK(time >= before);
    CHECK(time >= link.all_reduce(Bytes(bytes), 4).time);
    before = time;
  }
}
