/// Datapath `sfq`: arrays of SFQ synapses and neurons that a spiking network runs on.
///
/// time_multiplexed: a launch is one layer (work.h), its tiles take turns on the arrays
/// (mapping.h, machine.h); weights come from their store, spikes stay in the spike buffer when a
/// layer's fit, otherwise they pass the link to cryo-CMOS. spatial: a launch is a segment, whose
/// layers stream into each other (spatial.h). Both end with the latency of one pulse (timing.h).
/// No clock of the machine: the gates' clock is inside the slot time.
#pragma once
#include <memory>

#include "models/sfq/architecture/blocks.h"
#include "models/sfq/architecture/machine.h"
#include "models/sfq/architecture/spatial.h"
#include "models/sfq/architecture/timing.h"
#include "models/shared/superconducting.h"
#include "sim/contract/datapath.h"

namespace fluxgate::sfq {

class Neuromorphic : public Datapath {
 public:
  explicit Neuromorphic(const Description& description);
  void check(const Graph& graph) const override;
  [[nodiscard]] std::vector<Launch> plan(const Segment& segment) override;
  [[nodiscard]] Bound bound(Launch launch) const override;
  LaunchResult run(Launch launch, Reuse reuse) override;
  [[nodiscard]] std::string state() const override { return {}; }
  void set_state(const std::string&) override {}
  [[nodiscard]] std::string explain(Launch launch) override;
  [[nodiscard]] std::optional<Hertz> clock() const override { return std::nullopt; }
  [[nodiscard]] double peak_macs_per_second(DType dtype) const override;
  [[nodiscard]] std::optional<Bytes> memory_capacity() const override;

  [[nodiscard]] EnergyModel energy_model() const override;
  [[nodiscard]] std::vector<Figure> figures(const RunSums& sums) const override;

  [[nodiscard]] const Parts& parts() const { return parts_; }
  [[nodiscard]] double junctions() const;

 private:
  [[nodiscard]] bool is_spatial() const { return description_.mode == ArrayMode::Spatial; }
  [[nodiscard]] Parts machine_parts() const;
  [[nodiscard]] Parts segment_parts(const Segment& segment) const;
  [[nodiscard]] std::vector<Station> stations(Launch launch) const;
  [[nodiscard]] double link_slots_a_bit() const;
  [[nodiscard]] bool is_spilled(Launch launch, const LayerWork& work) const;
  LaunchResult run_layer(Launch launch);
  LaunchResult run_segment(Launch launch);

  Description description_;
  Library library_;
  Superconducting technology_;
  TimeFs slot_;
  TimeFs slowest_layer_{};  // spatial
  /// Of a spatial machine also the synapses of the network that was checked last.
  mutable Parts parts_;
  std::unique_ptr<ArrayMachine> arrays_;
  std::unique_ptr<SpatialMachine> spatial_;
};

}  // namespace fluxgate::sfq
