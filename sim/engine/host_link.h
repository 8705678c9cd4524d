/// Copies from host memory to the device while it computes (Operator::host): one link, copies in
/// the order they start, each bytes / rate long; an operator that waits starts when the oldest
/// copies it needs have arrived. Leaves out: the traffic of the arriving bytes on the device's own
/// memory, set-up time of a copy.
#pragma once
#include <deque>
#include <string>

#include "sim/contract/datapath.h"
#include "sim/stats/result.h"

namespace fluxgate {

class HostLink {
 public:
  explicit HostLink(RunResult& result) : result_(result) {}
  /// Time the launch has to wait, from `now` on.
  [[nodiscard]] TimeFs wait(Launch launch, TimeFs now);
  /// After the launch: starts its copies, and notes it on the timeline when it takes part.
  void start_copies(Launch launch, TimeFs begin, TimeFs end);

 private:
  void note(const std::string& lane, const std::string& name, TimeFs begin, TimeFs end);

  RunResult& result_;
  TimeFs free_{};                // end of the last copy
  std::deque<TimeFs> arrivals_;  // of copies nobody has waited for yet
};

}  // namespace fluxgate
