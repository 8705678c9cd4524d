#include "rtl/attention_head/model.h"

namespace fluxgate::rtl {
namespace {

constexpr std::int64_t kLatency = 19;
constexpr int kTileValues = kTileKeys * kHeadSize;

}  // namespace

KernelStreams attention_head_streams() {
  return {
      {{"q", {{"visible", 1, 16, false}, {"scale", 1, 16, false}, {"data", kHeadSize, 8, true}}},
       {"kv", {{"last", 1, 1, false}, {"k", kTileValues, 8, true}, {"v", kTileValues, 8, true}}}},
      {{"o", {{"data", kHeadSize, 16, true}}}}};
}

AttentionHeadModel::AttentionHeadModel()
    : query_(attention_head_streams().inputs[0].lanes()),
      tile_(attention_head_streams().inputs[1].lanes()),
      pipe_(kLatency) {
  reset();
}

void AttentionHeadModel::reset() {
  pipe_ = StallPipe(kLatency);
  row_.reset();
  tiles_ = 0;
  is_query_valid_ = is_tile_valid_ = is_out_ready_ = false;
  settle();
}

void AttentionHeadModel::drive_input(std::size_t stream, bool is_valid,
                                     std::span<const std::int64_t> beat) {
  (stream == kQuery ? is_query_valid_ : is_tile_valid_) = is_valid;
  if (is_valid) std::copy(beat.begin(), beat.end(), (stream == kQuery ? query_ : tile_).begin());
}

void AttentionHeadModel::drive_ready(std::size_t, bool is_ready) { is_out_ready_ = is_ready; }

bool AttentionHeadModel::is_last_tile() const { return tile_[0] != 0 || tiles_ == kMaxTiles - 1; }

void AttentionHeadModel::settle() {
  const bool is_moving = pipe_.is_moving(is_out_ready_);
  is_tile_ready_ = is_moving && row_.has_value();
  is_query_ready_ = is_moving && (!row_ || (is_tile_valid_ && is_tile_ready_ && is_last_tile()));
}

bool AttentionHeadModel::input_ready(std::size_t stream) const {
  return stream == kQuery ? is_query_ready_ : is_tile_ready_;
}
bool AttentionHeadModel::output_valid(std::size_t) const { return pipe_.is_offered(); }
void AttentionHeadModel::read_output(std::size_t, std::span<std::int64_t> beat) const {
  pipe_.read(beat);
}

void AttentionHeadModel::take_tile() {
  const auto values = std::span<const std::int64_t>(tile_).subspan(1);
  row_->add_tile(values.first(kTileValues), values.subspan(kTileValues));
  const bool is_last = is_last_tile();
  ++tiles_;
  if (!is_last) return;
  Beat out(kHeadSize);
  row_->finish(out);
  pipe_.push(std::move(out));
  row_.reset();
  tiles_ = 0;
}

void AttentionHeadModel::clock() {
  if (!pipe_.is_moving(is_out_ready_)) return;
  if (is_tile_valid_ && is_tile_ready_) take_tile();
  if (is_query_valid_ && is_query_ready_)
    row_.emplace(std::span<const std::int64_t>(query_).subspan(2), query_[1], query_[0]);
  pipe_.step();
}

}  // namespace fluxgate::rtl
