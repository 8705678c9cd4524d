#include "models/npu/residency.h"

#include <fmt/format.h>

#include <sstream>

namespace fluxgate::npu {

void Residency::plan(const Segment& segment) {
  if (capacity_.value == 0) return;
  reads_.clear();
  for (const Operator& op : segment.operators)
    for (const Operand& in : op.inputs)
      if (in.role == TensorRole::Activation) ++reads_[in.tensor];
}

void Residency::admit(const Operand& output) {
  const bool is_candidate = capacity_.value > 0 && output.role == TensorRole::Activation;
  if (!is_candidate || is_resident(output.tensor)) return;
  const auto reads = reads_.find(output.tensor);
  if (reads == reads_.end() || used_ + output.bytes() > capacity_) return;
  held_[output.tensor] = {output.bytes(), reads->second};
  used_ += output.bytes();
}

void Residency::consume(const Operand& input) {
  const auto held = held_.find(input.tensor);
  if (held == held_.end() || --held->second.reads > 0) return;
  used_ -= held->second.bytes;
  held_.erase(held);
}

std::string Residency::state() const {
  std::string text;
  for (const auto& [tensor, held] : held_)
    text += fmt::format("{}\t{}\t{}\n", tensor, held.bytes.value, held.reads);
  return text;
}

void Residency::set_state(const std::string& state) {
  held_.clear();
  used_ = Bytes(0);
  std::istringstream lines(state);
  std::string tensor;
  while (std::getline(lines, tensor, '\t')) {
    Held held;
    lines >> held.bytes.value >> held.reads;
    lines.ignore(1);
    used_ += held.bytes;
    held_[tensor] = held;
  }
}

}  // namespace fluxgate::npu
