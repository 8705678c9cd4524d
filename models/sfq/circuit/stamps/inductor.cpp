/// Inductors, coupled or not: i = kFlux L^-1 phi, L the matrix of a group of coupled inductors
/// (diagonal L, off-diagonal k sqrt(L1 L2)); groups are inverted once.
#include <fmt/format.h>

#include <Eigen/Dense>
#include <map>
#include <numeric>

#include "models/sfq/circuit/constants.h"
#include "models/sfq/circuit/system.h"

namespace fluxgate::sfq {
namespace {

std::size_t root(std::vector<std::size_t>& parent, std::size_t i) {
  while (parent[i] != i) i = parent[i] = parent[parent[i]];
  return i;
}

void invert_group(const Netlist& n, const std::vector<std::size_t>& group,
                  const std::vector<const Coupling*>& couplings,
                  std::vector<InverseInductance>& out) {
  const auto size = static_cast<Eigen::Index>(group.size());
  std::map<std::size_t, Eigen::Index> index;
  Eigen::MatrixXd matrix = Eigen::MatrixXd::Zero(size, size);
  for (Eigen::Index i = 0; i < size; ++i) {
    const std::size_t inductor = group[static_cast<std::size_t>(i)];
    index[inductor] = i;
    matrix(i, i) = n.inductors[inductor].ph;
  }
  for (const Coupling* c : couplings) {
    const double mutual =
        c->factor * std::sqrt(n.inductors[c->first].ph * n.inductors[c->second].ph);
    matrix(index[c->first], index[c->second]) += mutual;
    matrix(index[c->second], index[c->first]) += mutual;
  }
  const Eigen::LLT<Eigen::MatrixXd> factor(matrix);
  if (factor.info() != Eigen::Success)
    throw ConfigError(couplings.front()->where,
                      fmt::format("{}: the couplings of its {} inductors together store negative "
                                  "energy; reduce k",
                                  couplings.front()->name, size));
  const Eigen::MatrixXd inverse = factor.solve(Eigen::MatrixXd::Identity(size, size));
  for (Eigen::Index i = 0; i < size; ++i)
    for (Eigen::Index j = 0; j < size; ++j)
      out.push_back({group[static_cast<std::size_t>(i)], group[static_cast<std::size_t>(j)],
                     kFlux * inverse(i, j)});
}

}  // namespace

std::vector<InverseInductance> invert_inductances(const Netlist& n) {
  std::vector<std::size_t> parent(n.inductors.size());
  std::iota(parent.begin(), parent.end(), std::size_t{0});
  for (const Coupling& c : n.couplings) parent[root(parent, c.first)] = root(parent, c.second);
  std::map<std::size_t, std::vector<const Coupling*>> couplings;
  for (const Coupling& c : n.couplings) couplings[root(parent, c.first)].push_back(&c);
  std::map<std::size_t, std::vector<std::size_t>> groups;
  std::vector<InverseInductance> inverse;
  for (std::size_t i = 0; i < n.inductors.size(); ++i) {
    const std::size_t group = root(parent, i);
    if (couplings.count(group) != 0)
      groups[group].push_back(i);
    else
      inverse.push_back({i, i, kFlux / n.inductors[i].ph});
  }
  for (const auto& [id, members] : groups) invert_group(n, members, couplings[id], inverse);
  return inverse;
}

void stamp(const Netlist& n, const std::vector<InverseInductance>& inverse, Stamper& s) {
  for (const InverseInductance& g : inverse) {
    const Inductor& a = n.inductors[g.first];
    const Inductor& b = n.inductors[g.second];
    s.transfer(a.plus, a.minus, b.plus, b.minus, 0, 0, g.value);
  }
}

}  // namespace fluxgate::sfq
