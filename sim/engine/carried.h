/// What a tensor's name means in a repetition: names are the same in every one, and the tensor that
/// entered the first is in the next ones the last result of the repetition before.
#pragma once
#include <string>

#include "sim/graph/graph.h"

namespace fluxgate {

class Carried {
 public:
  /// The segment that runs next, before its first repetition.
  void enter(const Segment& segment) {
    entered_ = last_;
    last_ = segment.operators.back().outputs.at(0).tensor;
  }
  [[nodiscard]] const std::string& name(const std::string& tensor, std::int64_t repetition) const {
    return repetition > 0 && tensor == entered_ ? last_ : tensor;
  }

 private:
  std::string entered_, last_ = "input";
};

}  // namespace fluxgate
