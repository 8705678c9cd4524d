#include <catch2/catch.hpp>

#include "sim/graph/graph.h"

using namespace fluxgate;

namespace {

struct Published {
  const char* id;
  const char* phase;
  std::int64_t seq;  // 0: none
  double params_m, macs_g;
  const char* source;
};

// MACs: contractions and state update and read, attention in full (networks.md 0.1). A language
// model is checked by one decoded token at context 1: its matrices once, plus state or one key.
const Published kPublished[] = {
    {"resnet-50", "forward", 0, 25.557, 4.089, "torchvision"},
    {"deit-s", "forward", 0, 22.051, 4.599, "checks.csv vig section"},
    {"vit-b-16", "forward", 0, 86.568, 17.564, "checks.csv DeiT-B, acm"},
    {"swin/swin-t", "forward", 0, 28.288, 4.4944, "microsoft/Swin-Transformer flops()"},
    {"swin/swin-s", "forward", 0, 49.606, 8.7409, "checks.csv"},
    {"swin/swin-b", "forward", 0, 87.768, 15.4309, "checks.csv"},
    {"bert-base", "forward", 512, 109.482, 48.319,
     "checks.csv bytertransformer: 773.1 G over batch 16"},
    {"gpt-2", "decode", 1, 124.440, 0.1236, "public configuration"},
    {"llama-3.2-1b", "decode", 1, 1235.814, 1.236, "checks.csv"},
    {"llama-3.1-8b", "decode", 1, 8030.261, 7.505, "checks.csv liger"},
    {"mixtral-8x7b", "decode", 1, 46702.793, 12.748, "public configuration, 2 of 8 experts"},
    {"mamba-130m", "decode", 1, 129.135, 0.130, "checks.csv"},
    {"mamba-2.8b", "decode", 1, 2768.345, 2.7784, "public configuration"},
    {"mamba2-2.7b", "decode", 1, 2702.599, 2.7858, "public configuration"},
    {"gla-1.3b", "decode", 1, 1365.514, 1.325, "networks.md"},
    {"qsd/spikformer-8-256", "forward", 0, 8.432, 3.6179, "checks.csv"},
    {"qsd/spikformer-8-384", "forward", 0, 31.527, 14.0169, "checks.csv"},
    {"lmuformer", "forward", 0, 1.622, 0.2067, "checks.csv"},
    {"lmuformer/spiking-lmuformer", "forward", 0, 1.689, 0.2151, "checks.csv"},
    {"spikingformer/8-384", "forward", 0, 16.81, 18.873, "Zhou et al. 2023; MACs own count"},
    {"spikingformer/8-512", "forward", 0, 29.68, 33.436, "Zhou et al. 2023; MACs own count"},
    {"spikingformer/8-768", "forward", 0, 66.34, 74.663, "Zhou et al. 2023; MACs own count"},
};

}  // namespace

TEST_CASE("parameters and MACs equal the published ones") {
  for (const Published& p : kPublished) {
    INFO(p.id << " (" << p.source << ")");
    WorkloadOptions options;
    options.phase = p.phase;
    if (p.seq > 0) options.seq = p.seq;
    const Totals t = count(load_workload(p.id, options));
    CHECK(static_cast<double>(t.params) / 1e6 == Approx(p.params_m).epsilon(0.001));
    CHECK(static_cast<double>(t.macs) / 1e9 == Approx(p.macs_g).epsilon(0.01));
  }
}
