/// The equations of the part of a circuit that is awake. Asleep is a node whose flux has stopped
/// moving: it is a constant for the others, so that a pulse on a line of thousands of junctions
/// costs what its own surroundings cost. With everything awake this is the whole circuit.
#pragma once
#include <memory>
#include <vector>

#include "models/sfq/circuit/factor.h"
#include "models/sfq/circuit/sources.h"
#include "models/sfq/circuit/state.h"
#include "models/sfq/circuit/system.h"

namespace fluxgate::sfq {

/// Sines of many angles, error below 1e-13.
void sines(const double* angle, std::size_t count, double* out);

class Window {
 public:
  /// `awake` has one flag per unknown.
  Window(const Netlist& netlist, const System& system, const std::vector<char>& awake,
         const State& state, int serial);

  /// Number of this set of awake nodes within a run.
  [[nodiscard]] int serial() const { return serial_; }
  [[nodiscard]] int size() const { return static_cast<int>(global_.size()); }
  [[nodiscard]] std::size_t junctions() const { return law_.size(); }
  [[nodiscard]] const std::vector<int>& global() const { return global_; }
  /// Index in the netlist of each junction.
  [[nodiscard]] const std::vector<std::size_t>& junction_index() const { return junction_index_; }
  [[nodiscard]] const std::vector<int>& local() const { return local_; }
  [[nodiscard]] Factor& factor() { return *factor_; }

  /// rhs = s(t) - D rate - K flux - (share of sleeping nodes); arrays of size() + 1, last is
  /// ground.
  void balance(double time, const Sources& sources, const double* rate, const double* flux,
               double* rhs) const;
  /// Branch values of all junctions: out[j] = x[plus] - x[minus] (+ sleeping phase for fluxes).
  void phases(const double* flux, double* out) const;
  void rates(const double* rate, double* out) const;
  /// out[j] = supercurrent and current above the gap; true when any junction is above it.
  bool currents(const double* phase, const double* rate, double* out) const;
  /// rhs -= currents of the junctions.
  void subtract(const double* current, double* rhs) const;

 private:
  std::vector<int> global_, local_;
  std::vector<Entry> entries_;
  struct Coefficient {
    int row, column;
    double value;
  };
  std::vector<Coefficient> conductances_, stiffnesses_;  // D and K of `entries_`
  std::vector<double> asleep_;  // constant currents that leave towards sleeping nodes
  std::vector<int> plus_, minus_;
  std::vector<double> offset_, critical_, lower_;
  std::vector<std::size_t> junction_index_;
  std::vector<const JunctionLaw*> law_;
  int serial_;
  bool all_sine_ = true, has_excess_ = false;
  std::unique_ptr<Factor> factor_;
};

}  // namespace fluxgate::sfq
