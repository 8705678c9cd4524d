// Whole commands as a user starts them, beside the published times of peers (label). One
// elaboration a process.
#include <benchmark/benchmark.h>

#include <cstdlib>
#include <string>

#include "sim/fabric/dram/replay.h"

namespace {

void run_command(benchmark::State& state, const std::string& arguments, const char* peer) {
  const std::string command = std::string(FLUXGATE_PROGRAM) + " " + arguments + " >/dev/null";
  for (auto _ : state)
    if (std::system(command.c_str()) != 0) state.SkipWithError("the command failed");
  state.SetLabel(peer);
}

void replay_stream(benchmark::State& state, const char* standard, const char* pattern,
                   const char* peer) {
  using namespace fluxgate::dram;
  for (auto _ : state)
    benchmark::DoNotOptimize(
        replay(fluxgate::dram::standard(standard), Mapping::RoBaRaCoCh, pattern, 1000000, {}));
  state.SetItemsProcessed(state.iterations() * 1000000);
  state.SetLabel(peer);
}

#define COMMAND(name, arguments, peer)                  \
  BENCHMARK_CAPTURE(run_command, name, arguments, peer) \
      ->Unit(benchmark::kMillisecond)                   \
      ->UseRealTime()
COMMAND(resnet_50, "run resnet-50 --arch npu_datacenter",
        "limit 300 ms; SCALE-Sim: 1 to 77 s a layer");
COMMAND(llama_8b_prefill_2048, "run llama-3.1-8b --arch npu_datacenter --phase prefill --seq 2048",
        "limit 1000 ms");
COMMAND(llama_8b_decode_2048, "run llama-3.1-8b --arch npu_datacenter --phase decode --seq 2048",
        "limit 500 ms");
COMMAND(llama_8b_decode_128_tokens,
        "run llama-3.1-8b --arch npu_datacenter --phase decode --seq 2048 --tokens 128",
        "limit 1500 ms");
COMMAND(llama_8b_bound,
        "run llama-3.1-8b --arch npu_datacenter --phase prefill --seq 2048 --tier bound",
        "limit 30 ms");
COMMAND(gemm_4096,
        "run gemm --arch npu_datacenter --set workload.M=4096 --set workload.N=4096 --set "
        "workload.K=4096",
        "limit 100 ms; ONNXim: 275 s on four cores; SCALE-Sim: 58 s for 1024-cubed");
COMMAND(count_mixtral, "count mixtral-8x7b", "limit 50 ms");
BENCHMARK_CAPTURE(replay_stream, ddr4_sequential, "DDR4-3200", "seq_read", "Ramulator 2.1: 4.9 s")
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(replay_stream, ddr4_random, "DDR4-3200", "rand_read", "Ramulator 2.1: 7.3 s")
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(replay_stream, hbm3_sequential, "HBM3-6400", "seq_read", "Ramulator 2.1: 5.0 s")
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(replay_stream, hbm3_random, "HBM3-6400", "rand_read", "Ramulator 2.1: 8.8 s")
    ->Unit(benchmark::kMillisecond);

}  // namespace
