/// Finds nodes that no element ties to ground: their flux would be undetermined.
#include <fmt/format.h>

#include <numeric>

#include "models/sfq/circuit/system.h"

namespace fluxgate::sfq {

void refuse_floating_nodes(const Netlist& n) {
  // Index 0 is ground.
  std::vector<std::size_t> parent(n.node_names.size() + 1);
  std::iota(parent.begin(), parent.end(), std::size_t{0});
  const auto root = [&](int node) {
    auto i = static_cast<std::size_t>(node + 1);
    while (parent[i] != i) i = parent[i] = parent[parent[i]];
    return i;
  };
  const auto tie = [&](int a, int b) { parent[root(a)] = root(b); };
  const auto tie_all = [&](const auto& list) {
    for (const Element& e : list) tie(e.plus, e.minus);
  };
  tie_all(n.resistors), tie_all(n.inductors), tie_all(n.capacitors), tie_all(n.junctions);
  for (const Source& e : n.sources)
    if (e.kind != Source::Kind::Current) tie(e.plus, e.minus);
  for (const Line& e : n.lines) tie(e.plus, e.minus), tie(e.far_plus, e.far_minus);
  for (const Controlled& e : n.controlled) {
    if (e.kind == 'E' || e.kind == 'H') tie(e.plus, e.minus);
    if (e.kind == 'F' || e.kind == 'H') tie(e.control_plus, e.control_minus);
  }
  for (std::size_t i = 0; i < n.node_names.size(); ++i)
    if (root(static_cast<int>(i)) != root(kGround))
      throw ConfigError(n.node_where[i],
                        fmt::format("node '{}' is floating: nothing but sources ties it to ground; "
                                    "connect it",
                                    n.node_names[i]));
}

}  // namespace fluxgate::sfq
