/// The equations of a circuit in node fluxes (phase formulation):
///
///   M phi'' + D phi' + K phi + B i + f(phi, phi') = s(t)
///
/// M: capacitances, D: conductances, K: inverse inductances, B: currents of elements that need an
/// unknown of their own (V, P, E, F, H), f: supercurrents and currents above the gap, s: sources.
/// One equation a node (currents that leave it sum to zero) and one for each such current.
/// An inductor needs no unknown: its current is (phi_plus - phi_minus) kFlux / L.
/// Leaves out: flux trapped at t = 0 (all fluxes start at zero, as in JoSIM).
#pragma once
#include <vector>

#include "models/sfq/circuit/netlist.h"

namespace fluxgate::sfq {

/// Coefficients of one matrix entry: of phi'', phi', phi and of a branch current.
struct Entry {
  int row, column;
  double m = 0, d = 0, k = 0, c = 0;
};

enum class Junctions { Dynamic, Settling };  // Settling: JoSIM's start-up, see transient.h

/// Collects the stamps of the elements.
class Stamper {
 public:
  explicit Stamper(int nodes) : unknowns_(nodes) {}
  [[nodiscard]] int add_current() { return unknowns_++; }
  void entry(const Entry& e) {
    if (e.row >= 0 && e.column >= 0) entries_.push_back(e);
  }
  /// A two-terminal element whose current is m phi'' + d phi' + k phi of its own branch.
  void branch(int plus, int minus, double m, double d, double k);
  /// Current of branch (plus, minus) caused by the flux of another branch.
  void transfer(int plus, int minus, int other_plus, int other_minus, double m, double d, double k);
  /// Current unknown `current` leaves `plus` and enters `minus`, times `gain`.
  void inject(int plus, int minus, int current, double gain);
  /// Equation row: d phi' + k phi of a pair of nodes.
  void row_pair(int row, int plus, int minus, double d, double k);

  [[nodiscard]] int unknowns() const { return unknowns_; }
  [[nodiscard]] std::vector<Entry>& entries() { return entries_; }

 private:
  int unknowns_;
  std::vector<Entry> entries_;
};

/// One file each in stamps/.
void stamp(const Resistor& e, Stamper& s);
void stamp(const Capacitor& e, Stamper& s);
void stamp(const Junction& e, Junctions mode, double step_ps, Stamper& s);
void stamp(const Line& e, Stamper& s);
/// Returns the unknown that carries the current.
[[nodiscard]] int stamp(const Source& e, Stamper& s);
[[nodiscard]] int stamp(const Controlled& e, Stamper& s);
/// Inverse inductance of each inductor's group as (inductor, inductor, uA/rad).
struct InverseInductance {
  std::size_t first, second;
  double value;
};
[[nodiscard]] std::vector<InverseInductance> invert_inductances(const Netlist& netlist);
void stamp(const Netlist& netlist, const std::vector<InverseInductance>& inverse, Stamper& s);

struct System {
  int nodes = 0, unknowns = 0;
  std::vector<Entry> entries;           // merged, ordered by column then row
  std::vector<int> source_current;      // unknown of each V and P source, -1 for I
  std::vector<int> controlled_current;  // unknown of each E, F, H, -1 for G
  std::vector<InverseInductance> inverse;
};
[[nodiscard]] System assemble(const Netlist& netlist, Junctions mode);

/// ConfigError at the first element of a node that nothing ties to ground.
void refuse_floating_nodes(const Netlist& netlist);

}  // namespace fluxgate::sfq
