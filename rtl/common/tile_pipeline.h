/// Model of a pipeline that moves as a whole, for kernels of the contract of fg_advance and
/// fg_parameter_set: data beats one a cycle, their result `latency` moving cycles later; nothing
/// moves while a result is offered and not taken. With parameters (input stream 0, data is stream
/// 1, its lane 0 the mark of a tile's first beat): such a beat waits for a set of parameters, and
/// one set can wait. Without: data is input stream 0.
#pragma once
#include <cstdint>
#include <optional>

#include "rtl/common/stall_pipe.h"
#include "sim/contract/kernel.h"

namespace fluxgate::rtl {

class TilePipeline : public Side {
 public:
  TilePipeline(const KernelStreams& streams, std::int64_t latency);
  void reset() override;
  void drive_input(std::size_t stream, bool is_valid, std::span<const std::int64_t> beat) override;
  void drive_ready(std::size_t stream, bool is_ready) override;
  void settle() override;
  [[nodiscard]] bool input_ready(std::size_t stream) const override;
  [[nodiscard]] bool output_valid(std::size_t stream) const override;
  void read_output(std::size_t stream, std::span<std::int64_t> beat) const override;
  void clock() override;

 protected:
  /// The state after reset.
  virtual void clear() {}
  /// The first beat of a tile passes: these parameters hold from it on.
  virtual void start_tile(const Beat& /*parameters*/) {}
  /// Result of a data beat, in order of the beats.
  virtual void compute(const Beat& data, Beat& result) = 0;

 private:
  const bool has_parameters_;
  const std::size_t result_lanes_;
  const std::int64_t latency_;
  StallPipe pipe_;
  std::optional<Beat> waiting_;  // parameters of the next tile
  Beat driven_parameters_, driven_data_;
  bool parameters_valid_ = false, data_valid_ = false, is_out_ready_ = false;
  bool is_moving_ = false, is_data_ready_ = false, is_parameter_ready_ = false;
};

}  // namespace fluxgate::rtl
