#include <catch2/catch.hpp>

#include "sim/cosim/cosim.h"
#include "tests/support/program.h"

using namespace fluxgate;

TEST_CASE("model and RTL give every recorded result of an H100 tensor core, bit for bit") {
  const std::vector<std::pair<std::string, std::string>> files{
      {"tc_dot_f16", "mma_f16"},        {"tc_dot_f16", "wgmma_f16"}, {"tc_dot_bf16", "mma_bf16"},
      {"tc_dot_bf16", "wgmma_bf16"},    {"tc_dot_tf32", "mma_tf32"}, {"tc_dot_e4m3", "wgmma_e4m3"},
      {"tc_dot_e4m3", "wgmma_e5m2e4m3"}};
  for (const auto& [kernel, file] : files) {
    const KernelKind& kind = Kernels::get(kernel);
    const auto model = kind.make_model();
    const auto rtl = kind.make_rtl();
    CosimOptions options;
    options.vectors = test::reference_path("tensor_core_vectors/" + file + ".bin");
    const CosimResult r = cross_check(kind, *model, *rtl, options);
    INFO(file);
    CHECK(!r.mismatch);
    CHECK(r.matched == r.transactions);
    CHECK(r.matched >= 2048);
  }
}
