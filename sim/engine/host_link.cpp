#include "sim/engine/host_link.h"

#include <fmt/format.h>

#include <algorithm>

namespace fluxgate {
namespace {

constexpr std::size_t kMostEvents = 10000;

bool takes_part(const Operator& op) { return op.host.copy_bytes > 0 || op.host.wait_copies > 0; }

}  // namespace

TimeFs HostLink::wait(Launch launch, TimeFs now) {
  TimeFs ready = now;
  for (const Operator& op : launch)
    for (std::int64_t i = 0; i < op.host.wait_copies; ++i) {
      if (arrivals_.empty())
        throw ModelError(
            fmt::format("{}: waits for a copy from the host that no operator before it "
                        "starts",
                        op.name));
      ready = std::max(ready, arrivals_.front());
      arrivals_.pop_front();
    }
  if (ready > now) note("device", launch.front().name + " waits", now, ready);
  result_.host_wait = result_.host_wait.value_or(TimeFs(0)) + (ready - now);
  return ready - now;
}

void HostLink::start_copies(Launch launch, TimeFs begin, TimeFs end) {
  for (const Operator& op : launch) {
    if (takes_part(op)) note("device", op.name, begin, end);
    if (op.host.copy_bytes == 0) continue;
    const TimeFs start = std::max(free_, end);
    free_ = start + TimeFs(static_cast<std::int64_t>(static_cast<double>(op.host.copy_bytes) /
                                                     op.host.bytes_per_second * kFsPerSecond));
    arrivals_.push_back(free_);
    result_.host_read += Bytes(op.host.copy_bytes);
    note("host link", op.name + " copy", start, free_);
  }
}

void HostLink::note(const std::string& lane, const std::string& name, TimeFs begin, TimeFs end) {
  if (result_.timeline.size() < kMostEvents) result_.timeline.push_back({lane, name, begin, end});
}

}  // namespace fluxgate
