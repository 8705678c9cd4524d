// GPU commands as a user starts them, with the warp-level operations they stand for a second:
// lane instructions / 32 + tensor MACs / 2048 (one mma.sync m16n8k16 of a warp). The cycle-level
// peer does 27,500 warp instructions a second on the same GPU.
#include <benchmark/benchmark.h>

#include <array>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <string>

namespace {

constexpr double kLanes = 32, kMacsOfMma = 16 * 8 * 16;

std::string output_of(const std::string& command) {
  std::string text;
  FILE* pipe = popen(command.c_str(), "r");
  if (pipe == nullptr) return text;
  std::array<char, 4096> buffer{};
  while (const std::size_t n = fread(buffer.data(), 1, buffer.size(), pipe))
    text.append(buffer.data(), n);
  return pclose(pipe) == 0 ? text : "";
}

double warp_operations(const nlohmann::json& counts) {
  double all = 0;
  for (const auto& [name, value] : counts.items()) {
    if (name == "sm.lane_instructions") all += value.get<double>() / kLanes;
    if (name.rfind("sm.tensor_macs.", 0) == 0) all += value.get<double>() / kMacsOfMma;
  }
  return all;
}

void run_gpu(benchmark::State& state, const std::string& arguments, const char* peer) {
  const std::string command = std::string(FLUXGATE_PROGRAM) + " " + arguments + " --json";
  double operations = 0;
  for (auto _ : state) {
    const std::string text = output_of(command);
    if (text.empty()) {
      state.SkipWithError("the command failed");
      return;
    }
    state.PauseTiming();
    const auto json = nlohmann::json::parse(text);
    if (json.contains("counts")) operations += warp_operations(json.at("counts"));
    if (json.contains("cases"))
      for (const auto& c : json.at("cases")) operations += warp_operations(c.at("counts"));
    state.ResumeTiming();
  }
  state.counters["warp_ops"] = benchmark::Counter(operations, benchmark::Counter::kIsRate);
  state.SetLabel(peer);
}

#define GPU(name, arguments, peer) \
  BENCHMARK_CAPTURE(run_gpu, name, arguments, peer)->Unit(benchmark::kMillisecond)->UseRealTime()
GPU(gemm_4096,
    "run gemm --arch h100_sxm --set workload.M=4096 --set workload.N=4096 --set workload.K=4096",
    "limit 50 ms");
GPU(llama_8b_prefill_2048, "run llama-3.1-8b --arch h100_sxm --phase prefill --seq 2048",
    "limit 2000 ms");
GPU(h100_gemm_rows, "predict --arch h100_sxm " FLUXGATE_SOURCE_DIR "/tests/reference/h100/gemm.csv",
    "all files of h100: limit 10 s");
GPU(h100_attention_rows,
    "predict --arch h100_sxm " FLUXGATE_SOURCE_DIR "/tests/reference/h100/attention.csv", "");

}  // namespace
