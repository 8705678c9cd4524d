#include <catch2/catch.hpp>

#include "tests/support/program.h"

using namespace fluxgate::test;

namespace {

const std::string kSmall =
    "llama-3.2-1b --set workload.depth=2 --set workload.d=256 --set workload.heads=4 --set "
    "workload.kv_heads=2 --set workload.mlp=512 --set workload.vocab=1000 ";
const std::string kService =
    "serve " + kSmall + "--requests 60 --prompt uniform:20:200 --output exponential:20 --json ";

nlohmann::json serve(const std::string& rest) {
  const Said said = run_program(kService + rest);
  INFO(said.err);
  REQUIRE(said.exit_code == 0);
  return said.json();
}
double mean(const nlohmann::json& result, const char* key) { return result[key]["mean"]; }

}  // namespace

TEST_CASE(
    "a higher rate never lowers the time to first token, throughput follows until it is full") {
  for (const std::string arch : {"npu_edge", "h100_sxm"}) {
    double ttft_s = 0, tokens_per_s = 0;
    for (const char* rate : {"1", "100", "3000", "100000"}) {
      const auto now = serve("--arch " + arch + " --rate " + rate);
      INFO(arch << " " << rate);
      CHECK(mean(now, "ttft_s") >= ttft_s);
      CHECK(now["throughput_tokens_per_s"].get<double>() >= tokens_per_s);
      CHECK(now["served"] == 60);
      CHECK(now["busy_s"].get<double>() <= now["makespan_s"].get<double>() * (1 + 1e-9));
      CHECK(now["step_time_error"].get<double>() < 0.25);
      ttft_s = mean(now, "ttft_s");
      tokens_per_s = now["throughput_tokens_per_s"];
    }
  }
}

TEST_CASE("an idle service needs a prefill for the first token and a decode for each other") {
  const std::string small = kSmall + "--arch npu_edge --json ";
  const auto one =
      run_program("serve " + small + "--rate 0.001 --requests 1 --prompt 64 --output 2");
  const auto prefill = run_program("run " + small + "--phase prefill --seq 64");
  const auto decode = run_program("run " + small + "--phase decode --seq 64");
  CHECK(mean(one.json(), "ttft_s") == Approx(prefill.json()["time_s"].get<double>()).epsilon(1e-9));
  CHECK(mean(one.json(), "tpot_s") == Approx(decode.json()["time_s"].get<double>()).epsilon(0.05));
}

TEST_CASE("memory is respected: less of it makes requests wait or refuses them, never helps") {
  const std::string load = "--arch npu_edge --rate 100000 --set memory.capacity=";
  const std::int64_t fixed = serve("--arch npu_edge --rate 0.001")["peak_memory_bytes"];
  double tokens_per_s = 0;
  for (const std::int64_t more : {0LL, 100'000LL, 10'000'000LL}) {
    const std::int64_t capacity = fixed + more;
    const auto now = serve(load + "'" + std::to_string(capacity) + " B'");
    CHECK(now["peak_memory_bytes"].get<std::int64_t>() <= capacity);
    CHECK(now["throughput_tokens_per_s"].get<double>() >= tokens_per_s);
    CHECK(now["served"].get<int>() + now["refused"].get<int>() == 60);
    tokens_per_s = now["throughput_tokens_per_s"];
    if (more == 0) CHECK(now["waited_for_memory"].get<int>() > 0);
  }
}

TEST_CASE("a service is the same for the same seed and another for another") {
  const std::string arch = "--arch npu_edge --rate 50 --seed ";
  CHECK(run_program(kService + arch + "3").out == run_program(kService + arch + "3").out);
  CHECK(run_program(kService + arch + "3").out != run_program(kService + arch + "4").out);
}

TEST_CASE("wrong services are refused with one line") {
  const auto refused = [](const std::string& rest, int exit_code, const std::string& words) {
    const Said said = run_program("serve " + rest);
    INFO(said.err);
    CHECK(said.exit_code == exit_code);
    CHECK_THAT(said.err, Catch::Contains(words));
    CHECK(std::count(said.err.begin(), said.err.end(), '\n') == 1);
    CHECK(said.out.empty());
  };
  const std::string good = kSmall + "--arch npu_edge ";
  refused(good, 2, "--rate");
  refused(good + "--rate 0", 2, "--rate: 0 is not a rate");
  refused(good + "--rate -1", 2, "is not a rate");
  refused(good + "--rate 1 --requests 0", 2, "--requests: 0");
  refused(good + "--rate 1 --prompt 0", 2, "'0' is not a number from 1");
  refused(good + "--rate 1 --prompt uniform:9:3", 2, "'3' is not a number from 9");
  refused(good + "--rate 1 --output normal:3", 2, "write 512, uniform:LOW:HIGH");
  refused(good + "--rate 1 --max-batch 0", 2, "give 1 or more");
  refused("vit-b-16 --arch npu_edge --rate 1", 3, "vit-b-16 has no such phase");
  refused("mixtral-8x7b --arch npu_edge --rate 1", 4, "does not fit the memory");
}
