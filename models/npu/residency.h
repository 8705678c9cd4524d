/// Which activations are in the shared on-chip memory. A tensor is placed there when it is
/// produced, if it fits beside those that are still needed, and stays until its last consumer has
/// run; nothing is ever spilled, so there is no write-back. Weights and state stream from DRAM.
/// Leaves out: prefetch of weights into the shared memory.
#pragma once
#include <map>
#include <string>

#include "sim/contract/datapath.h"

namespace fluxgate::npu {

class Residency {
 public:
  explicit Residency(Bytes capacity) : capacity_(capacity) {}

  /// Notes how often each tensor of the segment is read.
  void plan(const Segment& segment);
  [[nodiscard]] bool is_resident(const std::string& tensor) const {
    return held_.count(tensor) != 0;
  }
  /// Decides for the outputs of a launch; called before lowering.
  void admit(const Operand& output);
  /// After the launch: its inputs have been read once more.
  void consume(const Operand& input);

  [[nodiscard]] std::string state() const;  // "tensor:bytes:reads;..."
  void set_state(const std::string& state);

 private:
  struct Held {
    Bytes bytes{};
    std::int64_t reads = 0;
  };
  Bytes capacity_;
  Bytes used_{};
  std::map<std::string, Held> held_;
  std::map<std::string, std::int64_t> reads_;  // of the planned segment
};

}  // namespace fluxgate::npu
