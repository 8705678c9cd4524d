/// Model of fg_gla_chunk: arithmetic of sim/numerics, cycles of the contract: a token a cycle;
/// token s of a chunk is offered 5 + s moving cycles after the last token of the chunk was taken;
/// nothing moves while a result is offered and not taken.
#pragma once
#include <vector>

#include "rtl/common/stall_pipe.h"
#include "sim/numerics/gla_chunk.h"

namespace fluxgate::rtl {

constexpr int kChunk = 16, kGlaDimK = 8, kGlaDimV = 8;
[[nodiscard]] KernelStreams gla_chunk_streams();

class GlaChunkModel final : public Side {
 public:
  GlaChunkModel();
  void reset() override;
  void drive_input(std::size_t stream, bool is_valid, std::span<const std::int64_t> beat) override;
  void drive_ready(std::size_t stream, bool is_ready) override;
  void settle() override;
  [[nodiscard]] bool input_ready(std::size_t stream) const override;
  [[nodiscard]] bool output_valid(std::size_t stream) const override;
  void read_output(std::size_t stream, std::span<std::int64_t> beat) const override;
  void clock() override;

 private:
  void take();

  Beat token_;
  StallPipe pipe_;
  GlaChunks unit_;
  std::vector<GlaToken> chunk_;
  bool is_valid_ = false, is_out_ready_ = false, is_moving_ = false;
};

}  // namespace fluxgate::rtl
