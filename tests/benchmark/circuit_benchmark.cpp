#include <benchmark/benchmark.h>

#include <cmath>

#include "models/sfq/characterise/measure.h"
#include "models/sfq/circuit/transient.h"

namespace fluxgate::sfq {
namespace {

/// Items: junctions x steps that JoSIM would take, so that rates compare with its own.
void count_steps(benchmark::State& state, std::size_t junctions, double stop_ps, double step_ps) {
  state.SetItemsProcessed(
      static_cast<std::int64_t>(static_cast<double>(state.iterations()) * stop_ps / step_ps *
                                static_cast<double>(junctions)));
}

/// The library's stimulus on a cell between its converters and JTLs, 1 ns, step 0.025 ps: JoSIM
/// 3 million a CPU second.
void cell_bench(benchmark::State& state, const char* id) {
  constexpr double kStopPs = 1000, kUsualStepPs = 0.025;
  const Cell cell = read_cell(id);
  const auto stimuli = stimuli_of(cell, library_sequence(cell));
  constexpr std::size_t kConverter = 3, kJtl = 2;
  const std::size_t junctions = static_cast<std::size_t>(cell.junctions) +
                                cell.inputs.size() * (kConverter + kJtl) +
                                cell.outputs.size() * kJtl;
  for (auto _ : state) benchmark::DoNotOptimize(run_bench(cell, stimuli).outputs);
  count_steps(state, junctions, kStopPs, kUsualStepPs);
}

/// One pulse every 100 ps through a line, step 0.05 ps: JoSIM 3.5 (1,000) and 1.3 (5,000) million.
void line(benchmark::State& state) {
  const auto stages = static_cast<int>(state.range(0));
  const double stop_ps = std::ceil(200 + 2.2 * stages), step_ps = 0.05;
  std::string deck =
      ".model jj jj(rtype=1, vg=2.8mV, cap=0.07pF, r0=160, rn=16, icrit=0.1mA)\n"
      "I0 0 1 pulse(0 600u 20p 2p 2p 1p 100p)\nL0 1 s 1p\nL9 s 0 3.9p\nB0 s a jj area=2.25\n"
      "R0 s a 3.05\nIB0 0 a pwl(0 0 5p 275u)\nL2 a b 1.1p\nBX b 0 jj area=2.25\nRX b 0 3.05\n"
      "LL b n0 4.5p\n";
  for (int i = 0; i < stages; ++i) {
    const std::string n = std::to_string(i), next = std::to_string(i + 1);
    deck += "B" + next + " n" + n + " 0 jj area=2.5\nRS" + next + " n" + n + " 0 2.744\nIB" + next +
            " 0 n" + n + " pwl(0 0 5p 175u)\nLN" + next + " n" + n + " n" + next + " 4.14p\n";
  }
  deck +=
      "ROUT n" + std::to_string(stages) + " 0 2\n.tran 0.05p " + std::to_string(stop_ps) + "p\n";
  std::size_t junctions = 0;
  for (auto _ : state) {
    const Netlist netlist = read_deck_text(deck, "line.cir", 1);
    junctions = netlist.junctions.size();
    benchmark::DoNotOptimize(run_transient(netlist, {}).steps);
  }
  count_steps(state, junctions, stop_ps, step_ps);
}

BENCHMARK_CAPTURE(cell_bench, jtl_cell, "jtl")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(cell_bench, dff_cell, "dff")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(cell_bench, ndro_cell, "ndro")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(cell_bench, and2_cell, "and2")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(cell_bench, xor_cell, "xor")->Unit(benchmark::kMillisecond);
BENCHMARK(line)->Arg(1000)->Arg(5000)->Iterations(1)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace fluxgate::sfq
