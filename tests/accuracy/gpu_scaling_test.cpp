/// Predictions between the measured shapes: no size takes less time than a smaller one, no cliff
/// between neighbours but that of a wave, and shares of the peak that each chip is known for.
#include <fmt/format.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <functional>

#include "tests/support/program.h"

using namespace fluxgate::test;

namespace {

/// Times of cases `row(1)` ... `row(count)`.
std::vector<double> times_us(const std::string& arch, int count,
                             const std::function<std::string(int)>& row) {
  const auto path =
      std::filesystem::temp_directory_path() / fmt::format("fluxgate-scaling-{}.csv", getpid());
  {
    std::ofstream out(path);
    out << "op,params,dtype\n";
    for (int i = 1; i <= count; ++i) out << row(i) << ",bf16\n";
  }
  const Said said = run_program("predict --arch " + arch + " --json --l2 warm " + path.string());
  std::filesystem::remove(path);
  INFO(said.err);
  REQUIRE(said.exit_code == 0);
  std::vector<double> times;
  const auto json = said.json();
  for (const auto& c : json["cases"]) times.push_back(c["time_us"].get<double>());
  return times;
}

void check_growth(const std::vector<double>& times, double largest_step) {
  for (std::size_t i = 1; i < times.size(); ++i) {
    INFO("row " << i + 1 << ": " << times[i - 1] << " us, then " << times[i]);
    CHECK(times[i] > 0.97 * times[i - 1]);
    CHECK(times[i] < largest_step * times[i - 1]);
  }
}

const char* const kChips[] = {"h100_sxm", "a100_sxm", "rtx4090", "orin_64g"};

}  // namespace

TEST_CASE("products grow with every side, by at most a wave") {
  for (const char* arch : kChips) {
    INFO(arch);
    check_growth(
        times_us(arch, 64, [](int i) { return fmt::format("linear,M={};N=4096;K=4096", 64 * i); }),
        2.05);
    check_growth(
        times_us(arch, 32, [](int i) { return fmt::format("linear,M=1024;N=1024;K={}", 256 * i); }),
        1.8);
  }
  check_growth(times_us("h100_sxm", 64,
                        [](int i) { return fmt::format("linear,M={};N=4096;K=4096", 64 * i); }),
               1.3);
}

TEST_CASE("attention and row kernels grow with their sizes") {
  for (const char* arch : {"h100_sxm", "rtx4090"}) {
    INFO(arch);
    check_growth(times_us(arch, 32,
                          [](int i) {
                            return fmt::format("sdpa_cudnn,B=2;Hq=16;Sq={};D=64;causal=1", 128 * i);
                          }),
                 2.1);
    check_growth(
        times_us(arch, 64, [](int i) { return fmt::format("softmax,rows={};cols=2048", 256 * i); }),
        2.1);
  }
}

TEST_CASE("large products reach the share of the dense peak that libraries reach on each chip") {
  struct Chip {
    const char* arch;
    double peak_tflops, low, high;
  };
  for (const Chip& chip : {Chip{"h100_sxm", 989, 0.70, 0.85}, Chip{"a100_sxm", 312, 0.70, 0.95},
                           Chip{"rtx4090", 165, 0.70, 1.0}}) {
    const double us = times_us(chip.arch, 1, [](int) { return "linear,M=8192;N=8192;K=8192"; })[0];
    const double share = 2 * 8192.0 * 8192 * 8192 / us / 1e6 / chip.peak_tflops;
    INFO(chip.arch << " " << share);
    CHECK(share > chip.low);
    CHECK(share < chip.high);
  }
}
