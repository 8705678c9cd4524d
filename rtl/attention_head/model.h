/// Model of fg_attention_head: arithmetic of sim/numerics, cycles of the contract: a tile a cycle;
/// the output row 19 moving cycles after its last tile; the next query row is taken with the last
/// tile of the one before it at the earliest; nothing moves while an output row is offered and not
/// taken.
#pragma once
#include <optional>

#include "rtl/common/stall_pipe.h"
#include "sim/numerics/attention_head.h"

namespace fluxgate::rtl {

constexpr int kHeadSize = 16, kTileKeys = 8, kMaxTiles = 512;
[[nodiscard]] KernelStreams attention_head_streams();

class AttentionHeadModel final : public Side {
 public:
  AttentionHeadModel();
  void reset() override;
  void drive_input(std::size_t stream, bool is_valid, std::span<const std::int64_t> beat) override;
  void drive_ready(std::size_t stream, bool is_ready) override;
  void settle() override;
  [[nodiscard]] bool input_ready(std::size_t stream) const override;
  [[nodiscard]] bool output_valid(std::size_t stream) const override;
  void read_output(std::size_t stream, std::span<std::int64_t> beat) const override;
  void clock() override;

 private:
  static constexpr std::size_t kQuery = 0;
  [[nodiscard]] bool is_last_tile() const;
  void take_tile();

  Beat query_, tile_;
  StallPipe pipe_;
  std::optional<AttentionRow> row_;
  std::int64_t tiles_ = 0;  // of the row, taken
  bool is_query_valid_ = false, is_tile_valid_ = false, is_out_ready_ = false;
  bool is_query_ready_ = false, is_tile_ready_ = false;
};

}  // namespace fluxgate::rtl
