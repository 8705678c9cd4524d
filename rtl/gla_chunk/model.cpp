#include "rtl/gla_chunk/model.h"

namespace fluxgate::rtl {
namespace {

constexpr std::int64_t kLatency = 5;

}  // namespace

KernelStreams gla_chunk_streams() {
  return {{{"x",
            {{"first", 1, 1, false},
             {"decay", kGlaDimK, 17, false},
             {"q", kGlaDimK, 16, true},
             {"k", kGlaDimK, 16, true},
             {"v", kGlaDimV, 16, true}}}},
          {{"o", {{"data", kGlaDimV, 16, true}}}}};
}

GlaChunkModel::GlaChunkModel()
    : token_(gla_chunk_streams().inputs[0].lanes()), pipe_(kLatency), unit_(kGlaDimK, kGlaDimV) {
  reset();
}

void GlaChunkModel::reset() {
  pipe_ = StallPipe(kLatency);
  unit_.clear();
  chunk_.clear();
  is_valid_ = is_out_ready_ = false;
  settle();
}

void GlaChunkModel::drive_input(std::size_t, bool is_valid, std::span<const std::int64_t> beat) {
  is_valid_ = is_valid;
  if (is_valid) std::copy(beat.begin(), beat.end(), token_.begin());
}
void GlaChunkModel::drive_ready(std::size_t, bool is_ready) { is_out_ready_ = is_ready; }
void GlaChunkModel::settle() { is_moving_ = pipe_.is_moving(is_out_ready_); }
bool GlaChunkModel::input_ready(std::size_t) const { return is_moving_; }
bool GlaChunkModel::output_valid(std::size_t) const { return pipe_.is_offered(); }
void GlaChunkModel::read_output(std::size_t, std::span<std::int64_t> beat) const {
  pipe_.read(beat);
}

void GlaChunkModel::take() {
  if (chunk_.empty() && token_[0] != 0) unit_.clear();
  const auto field = [&](std::ptrdiff_t first, std::ptrdiff_t lanes) {
    return Beat(token_.begin() + 1 + first, token_.begin() + 1 + first + lanes);
  };
  chunk_.push_back({field(0, kGlaDimK), field(kGlaDimK, kGlaDimK), field(2 * kGlaDimK, kGlaDimK),
                    field(3 * kGlaDimK, kGlaDimV)});
  if (chunk_.size() < kChunk) return;
  std::int64_t later = 0;
  for (Beat& result : unit_.run(chunk_)) pipe_.push(std::move(result), later++);
  chunk_.clear();
}

void GlaChunkModel::clock() {
  if (!is_moving_) return;
  if (is_valid_) take();
  pipe_.step();
}

}  // namespace fluxgate::rtl
