/// Model of fg_systolic_os: the same values and the same cycles, from the timing contract instead
/// of the cells: row r of a tile rows + cols - 1 + r moving cycles after its last operand pair,
/// which comes rows cycles after that of the tile before at least; nothing moves while a result row
/// is offered and not taken.
#pragma once
#include <cstdint>
#include <deque>

#include "sim/contract/kernel.h"

namespace fluxgate::rtl {

struct SystolicOsShape {
  int rows = 16, cols = 16, data_bits = 8, acc_bits = 32;
};
[[nodiscard]] KernelStreams systolic_os_streams(const SystolicOsShape& shape);

class SystolicOsModel final : public Side {
 public:
  explicit SystolicOsModel(const SystolicOsShape& shape);
  void reset() override;
  void drive_input(std::size_t stream, bool is_valid, std::span<const std::int64_t> beat) override;
  void drive_ready(std::size_t stream, bool is_ready) override;
  void settle() override;
  [[nodiscard]] bool input_ready(std::size_t stream) const override;
  [[nodiscard]] bool output_valid(std::size_t stream) const override;
  void read_output(std::size_t stream, std::span<std::int64_t> beat) const override;
  void clock() override;

 private:
  static constexpr std::size_t kColumn = 0, kRow = 1;  // input streams
  struct Result {
    std::int64_t due = 0;  // in moving cycles
    Beat beat;
  };
  void accumulate();
  void finish_tile();

  SystolicOsShape shape_;
  std::vector<std::uint64_t> sums_;  // rows x cols; modulo 2^64 covers modulo 2^acc_bits
  std::deque<Result> results_;
  std::int64_t moved_ = 0, next_last_ = 0;  // moving cycle from which a last pair may pass
  Beat driven_column_, driven_row_;         // column: last mark first
  bool is_column_valid_ = false, is_row_valid_ = false, is_out_ready_ = false;
  bool is_moving_ = false, is_open_ = false;
};

}  // namespace fluxgate::rtl
