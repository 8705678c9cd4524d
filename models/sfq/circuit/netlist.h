/// A flat circuit: what is left of a deck after parameters and sub-circuits are expanded.
/// Nodes are numbers, ground is -1; names run inside out ("B1|XDUT"). Element values are positive
/// and in ps, pH, ohm, pF, uA, rad.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "models/sfq/circuit/junction.h"
#include "models/sfq/circuit/waveform.h"

namespace fluxgate::sfq {

inline constexpr int kGround = -1;

struct Element {
  std::string name;
  Where where;
  int plus = kGround, minus = kGround;
};
struct Resistor : Element {
  double ohm = 0;
  double temperature_k = 0, bandwidth_hz = 0;  // no noise at 0 K
};
struct Inductor : Element {
  double ph = 0;
};
struct Capacitor : Element {
  double pf = 0;
};
struct Junction : Element {
  JunctionLaw law;
  double temperature_k = 0, bandwidth_hz = 0;
};
struct Coupling {
  std::string name;
  Where where;
  std::size_t first = 0, second = 0;  // indices of inductors
  double factor = 0;
};
/// I in uA from plus to minus through the source; V as a rate in rad/ps; P in rad.
struct Source : Element {
  enum class Kind { Current, Voltage, Phase } kind = Kind::Current;
  Waveform wave;
};
/// Lossless line: plus/minus is port 1.
struct Line : Element {
  int far_plus = kGround, far_minus = kGround;
  double ohm = 0, delay_ps = 0;
};
/// E (voltage by voltage), F (current by current), G (current by voltage), H (voltage by current).
/// The control pair of F and H is a short whose current controls. plus/minus is the output.
struct Controlled : Element {
  char kind = 'E';
  int control_plus = kGround, control_minus = kGround;
  double gain = 0;  // E, F: 1; G: 1/ohm; H: ohm
};

/// One column of output.
struct Output {
  enum class Kind { Phase, Voltage, Current } kind = Kind::Phase;
  std::string label;     // "P(B1.XDUT)": as written in the deck, upper case
  std::string target;    // normalised name of an element; empty: nodes
  std::string subtract;  // v, p of two elements: the second
  int plus = kGround, minus = kGround;
  Where where;
};

struct Netlist {
  std::vector<std::string> node_names;
  std::vector<Where> node_where;  // first element that names the node
  std::vector<Resistor> resistors;
  std::vector<Inductor> inductors;
  std::vector<Capacitor> capacitors;
  std::vector<Junction> junctions;
  std::vector<Coupling> couplings;
  std::vector<Source> sources;
  std::vector<Line> lines;
  std::vector<Controlled> controlled;
  std::vector<Output> outputs;
  Timing timing;
  double print_start_ps = 0, print_step_ps = 0;
  bool has_startup = true;         // JoSIM settles the circuit before t = 0 unless DST is given
  std::vector<std::string> notes;  // controls that were skipped
};

/// Reads and expands a deck. `seed` chooses the values under .spread.
[[nodiscard]] Netlist read_deck(const std::string& path, std::uint64_t seed);
[[nodiscard]] Netlist read_deck_text(const std::string& text, const std::string& file_name,
                                     std::uint64_t seed);

}  // namespace fluxgate::sfq
