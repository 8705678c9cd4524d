#include <benchmark/benchmark.h>

#include "models/sfq/circuit/transient.h"
#include "models/sfq/pulse/net.h"

namespace fluxgate::sfq {
namespace {

/// 100,000 cells in rings of ten JTLs with one pulse each: items = pulses handled (one elaboration
/// a process, so one size).
void pulse_rings(benchmark::State& state) {
  const Cell jtl = read_cell("jtl");
  PulseNet net("net", {});
  const int rings = static_cast<int>(state.range(0)) / 10;
  for (int ring = 0; ring < rings; ++ring) {
    PulseNet::CellIndex first = 0, last = 0;
    for (int i = 0; i < 10; ++i) {
      const auto cell = net.add_cell(jtl, "cell");
      if (i == 0)
        first = cell;
      else
        net.connect({last, 0}, {cell, 0});
      last = cell;
    }
    net.connect({last, 0}, {first, 0});
    net.inject({first, 0}, TimeFs(1 + 7 * ring));
  }
  std::int64_t until = 1000;
  for (auto _ : state) net.run(TimeFs(until += 500000));
  state.SetItemsProcessed(net.events());
}

}  // namespace
}  // namespace fluxgate::sfq

BENCHMARK(fluxgate::sfq::pulse_rings)->Arg(100000)->Iterations(10)->Unit(benchmark::kMillisecond);
