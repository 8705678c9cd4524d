/// Kernel topk_router, up to 64 experts: fg_topk_router beside TopkRouterModel.
#include FG_HEADER

#include "rtl/common/random_beats.h"
#include "rtl/common/verilated_side.h"
#include "rtl/topk_router/model.h"

namespace fluxgate::rtl {
namespace {

constexpr TopkRouterShape kShape{64, 16, 24};

class Rtl final : public VerilatedSide<FG_TOP> {
 public:
  Rtl() {
    const KernelStreams s = topk_router_streams(kShape);
    const std::vector<Field>& t = s.inputs[0].fields;
    const std::vector<Field>& e = s.outputs[0].fields;
    input(top().t_valid_i, top().t_ready_o,
          {port(top().t_score_i, t[0]), port(top().t_experts_i, t[1]), port(top().t_k_i, t[2]),
           port(top().t_report_i, t[3])});
    output(top().e_valid_o, top().e_ready_i,
           {port(top().e_expert_o, e[0]), port(top().e_score_o, e[1]), port(top().e_last_o, e[2])});
    output(top().l_valid_o, top().l_ready_i,
           {port(top().l_count_o, s.outputs[1].fields[0]),
            port(top().l_last_o, s.outputs[1].fields[1])});
  }
};

/// Corners: one expert, all equal, both ends of the scores, all 64 and 8 of them; then tokens of
/// popular networks' sizes with scores of 3 to 16 bits, so that ties are common.
class Tokens final : public Stimulus {
 public:
  explicit Tokens(std::uint64_t seed) : random_(seed) {}
  void fill(std::size_t, std::int64_t index, std::span<std::int64_t> beat) override {
    constexpr std::size_t kExperts = kShape.experts;
    constexpr std::array<std::int64_t, 6> kSizes{1, 8, 64, 64, 60, 2};
    const auto corner = static_cast<std::size_t>(index);
    const std::int64_t experts =
        corner < kSizes.size() ? kSizes[corner] : 1 + random_.below(kShape.experts);
    const std::int64_t most = std::min<std::int64_t>(8, experts);
    random_.fill(beat.first(kExperts), 3 + static_cast<int>(random_.below(14)));
    if (index < 3) std::fill_n(beat.begin(), kExperts, index == 1 ? INT16_MAX : INT16_MIN);
    if (index == 3) beat[0] = INT16_MAX;
    beat[kExperts] = experts;
    beat[kExperts + 1] = corner < kSizes.size() ? most : 1 + random_.below(most);
    beat[kExperts + 2] = index < 4 ? index % 2 : (random_.below(8) == 0 ? 1 : 0);
  }

 private:
  RandomBeats random_;
};

[[maybe_unused]] const bool kRegistered = add_kernel<Rtl>(
    "topk_router",
    {.summary = "top k (1..8) of up to 64 experts in order of score, with load counters",
     .timing = "first expert after 1 cycle, then one a cycle; a report of the loads takes 4 more",
     .streams = topk_router_streams(kShape),
     .make_model = [] { return std::make_unique<TopkRouterModel>(kShape); },
     .make_stimulus = [](std::uint64_t seed) { return std::make_unique<Tokens>(seed); }});

}  // namespace
}  // namespace fluxgate::rtl
