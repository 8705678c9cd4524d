// SystemC's library has a main of its own; this one runs the benchmarks inside sc_main.
#include <benchmark/benchmark.h>

#include <cstdlib>
#include <systemc>

#include "tests/benchmark/kernels_benchmark.h"

int main(int argc, char** argv) {
  setenv("SYSTEMC_DISABLE_COPYRIGHT_MESSAGE", "1", 1);
  return sc_core::sc_elab_and_sim(argc, argv);
}

int sc_main(int argc, char** argv) {
  register_kernel_benchmarks();
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
