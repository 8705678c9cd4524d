/// The parameters of a network: its own, a variant's, the user's --set, and what the phase adds;
/// each is an expression over others, evaluated when first used, or a list of such (one a stage).
/// `--set workload.depths=[2,2,6,2]` replaces a list, `--set workload.depths.2=18` one value of it.
#pragma once
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "sim/core/config.h"
#include "sim/graph/graph.h"

namespace fluxgate {

using Scope = std::map<std::string, double>;

/// Child of a map that must be there.
[[nodiscard]] const ConfigNode& member(const ConfigNode& node, const std::string& key);
/// Refuses keys of a map that are not in the list, with the nearest one.
void refuse_unknown(const ConfigNode& node, const std::vector<std::string>& known);

class NetworkParameters {
 public:
  NetworkParameters(const ConfigNode& root, const WorkloadOptions& options, const std::string& id,
                    const std::string& variant);

  [[nodiscard]] const std::string& phase() const { return phase_; }
  [[nodiscard]] std::optional<std::int64_t> seq() const { return seq_; }
  [[nodiscard]] bool has(const std::string& name) const { return parameters_.count(name) != 0; }
  /// Type of activations ("act_dtype") or weights ("weight_dtype"): `dtype`, unless given apart.
  [[nodiscard]] DType dtype(const std::string& key) const;
  [[nodiscard]] double number(const std::string& text, const Scope& scope, const Where& where);
  /// As number(); a fraction is an error that names `what`.
  [[nodiscard]] std::int64_t whole(const std::string& text, const Scope& scope, const Where& where,
                                   const std::string& what);

 private:
  struct Value {
    Where where;
    std::string text;
    bool is_share = false;           // the network gives a fraction (a rate): --set may
    std::vector<std::string> items;  // of a list
  };
  void read_parameters(const std::string& variant);
  void take_values(const ConfigNode& node);
  /// One value or a list of values.
  static Value read_value(const std::string& key, const ConfigNode& node);
  void set_entries(const std::string& key, Value& list, const ConfigNode& entries) const;
  void read_draws();
  std::optional<double> find_in_draw(const std::string& name, std::optional<double> index,
                                     const Where& where);
  std::vector<double> drawn_values(const std::string& name, const ConfigNode& draw,
                                   std::int64_t stream, const Where& where);
  std::optional<double> find_in_list(const std::string& name, std::optional<double> index,
                                     const Where& where);
  void apply_sets(const std::vector<std::string>& sets);
  void choose_phase(const WorkloadOptions& options);
  [[noreturn]] void refuse_parameter(const Where& where, const std::string& key) const;
  std::optional<double> find(const std::string& name, const Scope& scope);

  const ConfigNode& root_;
  std::uint64_t seed_ = 1;
  std::int64_t sample_ = 0;
  std::map<std::string, const ConfigNode*> draws_;
  std::map<std::string, std::vector<double>> drawn_;  // by name and stream
  std::string id_, phase_;
  std::optional<std::int64_t> seq_;
  std::map<std::string, Value> parameters_;
  Scope globals_;
  std::set<std::string> resolving_;
};

}  // namespace fluxgate
