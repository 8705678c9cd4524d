/// Energy balance of a run: work of the sources = dissipation + change of what is stored.
/// Dissipation is integrated with the weights of the method's stages (order 4); stored is
/// C v^2/2, half flux times inductor current, and Ic Phi0/2pi * (1 - cos) of the junctions.
/// A transmission line stores what goes into its ports (lines.h).
/// Controlled sources count as sources. Leaves out: the work of thermal noise.
#pragma once
#include <vector>

#include "models/sfq/circuit/transient.h"

namespace fluxgate::sfq {

class EnergyMeter {
 public:
  EnergyMeter(const Netlist& netlist, const System& system);
  void step(double time, double h, const State& before, const State& after, const Stepper& stepper,
            const Window& window);
  /// aJ.
  [[nodiscard]] double sources() const { return sources_; }
  [[nodiscard]] double dissipated() const { return dissipated_; }
  [[nodiscard]] double stored(const State& state) const;
  [[nodiscard]] static double to_aj(double ua_rad);

 private:
  /// Elements of which a node is awake, drawn once a window.
  void bind(const Window& window);
  void add_stage(int stage, double time, double h, const Stepper& stepper, const Window& window);
  template <class Rate, class Current>
  [[nodiscard]] double controlled_current(std::size_t i, const Rate& rate,
                                          const Current& current) const;
  void add_current_sources(double time, double h, const State& before, const State& after,
                           const Stepper& stepper, const Window& window);

  const Netlist& netlist_;
  const System& system_;
  int serial_ = -1;
  std::vector<const Source*> currents_, curved_;
  std::vector<std::size_t> prescribed_;  // V and P
  std::vector<std::size_t> controlled_;
  std::vector<const Resistor*> resistors_;
  double sources_ = 0, dissipated_ = 0;
};

}  // namespace fluxgate::sfq
