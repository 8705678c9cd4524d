#include "models/sfq/architecture/spatial.h"

#include <fmt/format.h>

#include "sim/fabric/sc_time.h"

namespace fluxgate::sfq {

SpatialMachine::SpatialMachine(const sc_core::sc_module_name& name) : sc_module(name) {
  SC_HAS_PROCESS(SpatialMachine);
  SC_METHOD(wake);
  sensitive << next_;
  dont_initialize();
}

bool SpatialMachine::is_ready(std::size_t station) const {
  const Station& s = (*stations_)[station];
  const State& own = states_[station];
  if (own.started != own.finished || own.started == kPackets) return false;
  for (const std::size_t source : s.sources)
    if (states_[source].visible < (s.waits_for_all ? kPackets : own.started + 1)) return false;
  return true;
}

void SpatialMachine::try_start(std::size_t station) {
  if (!is_ready(station)) return;
  const Station& s = (*stations_)[station];
  State& own = states_[station];
  const TimeFs length = own.started == 0 ? s.prepare + s.packet : s.packet;
  ++own.started;
  own.busy += length;
  calendar_.push({now() + length, station, false});
}

/// All events of this time: (1) a packet ends or becomes visible, (2) who may start now, starts.
void SpatialMachine::wake() {
  while (!calendar_.empty() && calendar_.top().at <= now()) {
    const Event event = calendar_.top();
    calendar_.pop();
    State& state = states_[event.station];
    if (event.is_visible) {
      ++state.visible;
      if (event.station + 1 == states_.size() && state.visible == 1) first_packet_ = now();
      for (const std::size_t reader : readers_[event.station]) try_start(reader);
      continue;
    }
    ++state.finished;
    calendar_.push({now() + (*stations_)[event.station].latency, event.station, true});
    try_start(event.station);
  }
  if (!calendar_.empty()) notify_at(next_, calendar_.top().at);
}

SpatialMachine::Outcome SpatialMachine::run(const std::vector<Station>& stations) {
  stations_ = &stations;
  states_.assign(stations.size(), {});
  readers_.assign(stations.size(), {});
  for (std::size_t i = 0; i < stations.size(); ++i)
    for (const std::size_t source : stations[i].sources) readers_[source].push_back(i);
  const TimeFs begin = now();
  for (std::size_t i = 0; i < stations.size(); ++i) try_start(i);
  if (!calendar_.empty()) notify_at(next_, calendar_.top().at);
  if (sc_core::sc_pending_activity()) sc_core::sc_start();
  Outcome o;
  o.elapsed = now() - begin;
  o.first_packet = first_packet_ - begin;
  for (std::size_t i = 0; i < stations.size(); ++i) {
    if (states_[i].visible != kPackets)
      throw DeadlockError(fmt::format("sfq: layer '{}' waits for packet {} of what it reads",
                                      stations[i].name, states_[i].started + 1));
    o.busy.push_back(states_[i].busy);
  }
  return o;
}

}  // namespace fluxgate::sfq
