/// Kernel gla_chunk, chunks of 16 tokens, dk = dv = 8: fg_gla_chunk beside GlaChunkModel.
#include FG_HEADER

#include "rtl/common/random_beats.h"
#include "rtl/common/verilated_side.h"
#include "rtl/gla_chunk/model.h"

namespace fluxgate::rtl {
namespace {

class Rtl final : public VerilatedSide<FG_TOP> {
 public:
  Rtl() {
    const KernelStreams s = gla_chunk_streams();
    const std::vector<Field>& x = s.inputs[0].fields;
    input(top().x_valid_i, top().x_ready_o,
          {port(top().x_first_i, x[0]), port(top().x_decay_i, x[1]), port(top().x_q_i, x[2]),
           port(top().x_k_i, x[3]), port(top().x_v_i, x[4])});
    output(top().o_valid_o, top().o_ready_i, {port(top().o_data_o, s.outputs[0].fields[0])});
  }
};

/// Sequences of 1, 8, 1 and 2 chunks: the largest values without decay (S and o saturate), no
/// memory at all, decays above 1; then random sequences of chunks, values and decays in several
/// ranges. First marks within a chunk must not matter.
class Chunks final : public Stimulus {
 public:
  explicit Chunks(std::uint64_t seed) : random_(seed) {}
  void fill(std::size_t, std::int64_t index, std::span<std::int64_t> beat) override {
    const std::int64_t chunk = index / kChunk;
    if (index % kChunk == 0) start_chunk(chunk);
    beat[0] = index % kChunk == 0 ? is_first_ : static_cast<std::int64_t>(random_.bits() & 1U);
    for (std::int64_t& decay : beat.subspan(1, kGlaDimK)) decay = next_decay(chunk);
    const auto values = beat.subspan(1 + kGlaDimK);
    random_.fill(values, width_);
    if (chunk < 9) std::fill(values.begin(), values.end(), chunk % 3 == 2 ? 32767 : -32768);
  }

 private:
  void start_chunk(std::int64_t chunk) {
    width_ = static_cast<int>(8 + random_.below(9));
    slowest_ = std::int64_t{1} << (4 + random_.below(13));
    is_first_ = chunk == 0 || chunk == 1 || chunk == 9 || chunk == 10 || random_.below(4) == 0;
  }
  std::int64_t next_decay(std::int64_t chunk) {
    if (chunk < 9) return 65536;
    if (chunk == 9) return 0;
    if (chunk == 10) return 65536 + random_.below(65536);
    return 65536 - random_.below(slowest_);
  }
  RandomBeats random_;
  std::int64_t slowest_ = 0, is_first_ = 1;
  int width_ = 8;
};

[[maybe_unused]] const bool kRegistered = add_kernel<Rtl>(
    "gla_chunk",
    {.summary =
         "chunked gated linear attention, 16 tokens a chunk, dk = dv = 8, 16-bit fixed point",
     .timing = "a token a cycle, token s of a chunk 5 + s cycles after the chunk's last token; "
               "stalls with the output",
     .streams = gla_chunk_streams(),
     .make_model = [] { return std::make_unique<GlaChunkModel>(); },
     .make_stimulus = [](std::uint64_t seed) { return std::make_unique<Chunks>(seed); }});

}  // namespace
}  // namespace fluxgate::rtl
