/// Prices the counts of launches by the datapath's energy model (sim/contract/energy.h) and adds
/// them up by part. Without a model it gives nothing, never zero.
#pragma once
#include <vector>

#include "sim/contract/datapath.h"

namespace fluxgate {

class EnergyMeter {
 public:
  explicit EnergyMeter(EnergyModel model);
  [[nodiscard]] bool is_given() const { return model_.is_given(); }
  /// Joules of one launch by part, prices first, then background. ModelError for a counted action
  /// without a price.
  [[nodiscard]] std::vector<double> price(const LaunchResult& launch);
  /// What the engine counts itself: links to the host and to other machines.
  [[nodiscard]] std::vector<double> price(const Count& count);
  /// Nothing but the background for `time`: waiting, exchanging.
  [[nodiscard]] std::vector<double> idle(TimeFs time) const;
  /// Whether twice the time at equal work costs the background once more and nothing else.
  [[nodiscard]] bool is_time_background_only(const LaunchResult& launch);
  /// Adds `times` such launches to the report.
  void add(const std::vector<double>& parts, std::int64_t times);
  /// `copies` machines or micro-batches did the same; limits and areas are those of `machines`.
  void multiply(std::int64_t copies, std::int64_t machines);
  [[nodiscard]] const EnergyReport& report() const { return report_; }
  /// The cheapest multiply-accumulate: no run may cost less than its MACs times this.
  [[nodiscard]] double least_mac_j() const { return least_mac_j_; }

 private:
  void bind(const std::vector<Count>& counts);
  [[nodiscard]] std::vector<std::size_t> prices_of(const Count& count) const;

  EnergyModel model_;
  EnergyReport report_;
  std::vector<std::vector<std::size_t>> prices_of_;  // by count of a launch
  double least_mac_j_ = 0;
};

/// Sum over all parts.
[[nodiscard]] double sum_j(const std::vector<double>& parts);
/// Whether `name` is `pattern`, in which '*' stands for one or more digits.
[[nodiscard]] bool matches_count(const std::string& pattern, const std::string& name);

}  // namespace fluxgate
