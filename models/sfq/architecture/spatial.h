/// The spatial machine: every layer has synapses of its own, and layers stream into each other.
///
/// A layer is a station that works packet by packet (a packet is 1/kPackets of its vectors): it
/// starts packet p when the stations it reads from have given theirs, p by p; a layer that holds
/// spikes in its synapses (k^T v of an attention) waits for all of them. A bank of `rows` lines
/// injects one pulse a slot; banks work side by side and an adder tree joins them. Groups are
/// separate synapses and work side by side too. No clock: a calendar of packet ends.
/// Leaves out: the halo of a convolution (a packet reads rows of its own packet only), buffers that
/// fill between stations.
#pragma once
#include <queue>
#include <string>
#include <systemc>
#include <vector>

#include "models/sfq/architecture/work.h"

namespace fluxgate::sfq {

inline constexpr std::int64_t kPackets = 32;

struct Station {
  std::string name;
  TimeFs packet{};   // time of one packet
  TimeFs latency{};  // from a packet's end to the stations that read it
  TimeFs prepare{};  // before the first packet, once what it holds is there
  std::vector<std::size_t> sources;
  bool waits_for_all = false;
};

class SpatialMachine : public sc_core::sc_module {
 public:
  explicit SpatialMachine(const sc_core::sc_module_name& name);
  struct Outcome {
    TimeFs elapsed{}, first_packet{};
    std::vector<TimeFs> busy;  // of each station
  };
  [[nodiscard]] Outcome run(const std::vector<Station>& stations);

 private:
  struct State {
    std::int64_t started = 0, finished = 0, visible = 0;
    TimeFs busy{};
  };
  struct Event {
    TimeFs at{};
    std::size_t station = 0;
    bool is_visible = false;
    bool operator>(const Event& o) const {
      return std::tie(at.value, station, is_visible) >
             std::tie(o.at.value, o.station, o.is_visible);
    }
  };
  void wake();
  void try_start(std::size_t station);
  [[nodiscard]] bool is_ready(std::size_t station) const;

  const std::vector<Station>* stations_ = nullptr;
  std::vector<State> states_;
  std::vector<std::vector<std::size_t>> readers_;
  std::priority_queue<Event, std::vector<Event>, std::greater<>> calendar_;
  TimeFs first_packet_{};
  sc_core::sc_event next_;
};

}  // namespace fluxgate::sfq
