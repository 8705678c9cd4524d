// Cycles a second of every Verilated kernel: alone (RTL under its stimulus), its model alone, and
// both in a cross-check. Arguments of --benchmark_filter: rtl/, model/, cosim/ and a kernel's id.
#include "tests/benchmark/kernels_benchmark.h"

#include <benchmark/benchmark.h>

#include "sim/cosim/cosim.h"

namespace {

using namespace fluxgate;

constexpr std::uint64_t kSeed = 1;

void run_alone(benchmark::State& state, const KernelKind& kernel, Side& side) {
  SharedStimulus stimulus(kernel, kSeed);
  Environment environment(kernel, side, stimulus, Stalls::None, kSeed);
  for (auto _ : state) {
    environment.step();
    for (std::size_t i = 0; i < kernel.streams.inputs.size(); ++i) {
      environment.accepted(i).clear();
      stimulus.forget_before(i, environment.offered(i));
    }
    for (std::size_t o = 0; o < kernel.streams.outputs.size(); ++o) environment.produced(o).clear();
  }
  state.counters["cycles/s"] =
      benchmark::Counter(static_cast<double>(environment.cycle()), benchmark::Counter::kIsRate);
}

void run_cosim(benchmark::State& state, const KernelKind& kernel) {
  CosimOptions options;
  options.stalls = Stalls::None;
  options.transactions = 20000;
  std::int64_t cycles = 0, transactions = 0;
  for (auto _ : state) {
    const auto model = kernel.make_model();
    const auto rtl = kernel.make_rtl();
    const CosimResult r = cross_check(kernel, *model, *rtl, options);
    if (r.mismatch) state.SkipWithError("model and RTL differ");
    cycles += r.rtl_cycles;
    transactions += r.matched;
  }
  const auto rate = [](std::int64_t count) {
    return benchmark::Counter(static_cast<double>(count), benchmark::Counter::kIsRate);
  };
  state.counters["cycles/s"] = rate(cycles);
  state.counters["transactions/s"] = rate(transactions);
}

}  // namespace

void register_kernel_benchmarks() {
  for (const auto& [id, kind] : Kernels::all()) {
    const KernelKind& kernel = kind;
    benchmark::RegisterBenchmark(("rtl/" + id).c_str(), [&kernel](benchmark::State& state) {
      run_alone(state, kernel, *kernel.make_rtl());
    });
    benchmark::RegisterBenchmark(("model/" + id).c_str(), [&kernel](benchmark::State& state) {
      run_alone(state, kernel, *kernel.make_model());
    });
    benchmark::RegisterBenchmark(("cosim/" + id).c_str(), [&kernel](benchmark::State& state) {
      run_cosim(state, kernel);
    })->Unit(benchmark::kMillisecond);
  }
}
