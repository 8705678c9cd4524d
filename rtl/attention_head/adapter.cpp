/// Kernel attention_head, head size 16, 8 keys a tile: fg_attention_head beside its model.
#include FG_HEADER

#include "rtl/attention_head/model.h"
#include "rtl/common/row_lengths.h"
#include "rtl/common/verilated_side.h"

namespace fluxgate::rtl {
namespace {

class Rtl final : public VerilatedSide<FG_TOP> {
 public:
  Rtl() {
    const KernelStreams s = attention_head_streams();
    const std::vector<Field>&q = s.inputs[0].fields, &kv = s.inputs[1].fields;
    input(top().q_valid_i, top().q_ready_o,
          {port(top().q_visible_i, q[0]), port(top().q_scale_i, q[1]), port(top().q_data_i, q[2])});
    input(top().kv_valid_i, top().kv_ready_o,
          {port(top().kv_last_i, kv[0]), port(top().kv_k_i, kv[1]), port(top().kv_v_i, kv[2])});
    output(top().o_valid_o, top().o_ready_i, {port(top().o_data_o, s.outputs[0].fields[0])});
  }
};

/// Rows of 1, 1, 2, ... tiles, one beyond the longest (it is cut); no visible key, one, all; the
/// largest scores (they saturate); then random rows, masks and scales. Every eighth row has keys
/// that all point the same way, so that weights are far apart.
class Queries final : public Stimulus {
 public:
  explicit Queries(std::uint64_t seed)
      : queries_(seed), tiles_(seed + 1), lengths_(seed + 2, {1, 1, 2, 3, 8, 600, 1}, 4, 12) {}
  void fill(std::size_t stream, std::int64_t index, std::span<std::int64_t> beat) override {
    if (stream == 0) {
      fill_query(index, beat);
      return;
    }
    lengths_.step();
    beat[0] = lengths_.is_last() ? 1 : 0;
    tiles_.fill(beat.subspan(1), 8);
    if (lengths_.row() == 1) std::fill(beat.begin() + 1, beat.end(), -128);
  }

 private:
  void fill_query(std::int64_t index, std::span<std::int64_t> beat) {
    constexpr std::array<std::int64_t, 7> kVisible{0, 8, 1, 17, 64, 65535, 8};
    const auto i = static_cast<std::size_t>(index);
    beat[0] = i < kVisible.size() ? kVisible[i] : queries_.below(index % 2 == 0 ? 24 : 96);
    beat[1] = i == 1 ? 65535 : queries_.below(65536 >> queries_.below(8));
    queries_.fill(beat.subspan(2), index % 8 == 2 ? 4 : 8);
    if (i == 1) std::fill(beat.begin() + 2, beat.end(), -128);
  }
  RandomBeats queries_, tiles_;
  RowLengths lengths_;
};

[[maybe_unused]] const bool kRegistered = add_kernel<Rtl>(
    "attention_head",
    {.summary = "attention head with online softmax and causal mask, head size 16, INT8, 8 keys a "
                "tile",
     .timing = "a tile a cycle, output row 19 cycles after its last tile; stalls with the output",
     .streams = attention_head_streams(),
     .make_model = [] { return std::make_unique<AttentionHeadModel>(); },
     .make_stimulus = [](std::uint64_t seed) { return std::make_unique<Queries>(seed); }});

}  // namespace
}  // namespace fluxgate::rtl
