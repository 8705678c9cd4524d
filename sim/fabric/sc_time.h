/// TimeFs <-> sc_time. The resolution is 1 fs, set once in sc_main, so both are integers of the
/// same unit.
#pragma once
#include <systemc>

#include "sim/core/units.h"

namespace fluxgate {

[[nodiscard]] inline TimeFs now() {
  return TimeFs(static_cast<std::int64_t>(sc_core::sc_time_stamp().value()));
}
[[nodiscard]] inline sc_core::sc_time to_sc(TimeFs time) {
  return sc_core::sc_time::from_value(static_cast<sc_dt::uint64>(time.value));
}
/// Notifies `event` at the absolute time `at` (now or later).
inline void notify_at(sc_core::sc_event& event, TimeFs at) { event.notify(to_sc(at - now())); }

}  // namespace fluxgate
