/// Runs the launches of a graph, reuses the result of an equal launch in an equal state, and adds
/// up time, traffic, counts and energy, in total and by operator. What the ranks of a team exchange
/// after a launch takes its own time and row.
#pragma once
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "sim/engine/carried.h"
#include "sim/engine/energy_meter.h"
#include "sim/engine/engine.h"
#include "sim/engine/host_link.h"
#include "sim/engine/team_run.h"

namespace fluxgate {

class Runner {
 public:
  Runner(Arch& arch, const RunOptions& options, RunResult& result);
  void run(const Shard& part);
  /// The closed forms only; counts and energy stay unknown.
  void bound(const Shard& part);
  /// A stage of a pipeline hands `bytes` to the next, for every stage but the last.
  void hand_on(Bytes bytes);
  /// After the last graph, the times and rows of a team added up: totals of energy, with their
  /// laws.
  void finish();
  /// Times of the repetitions of segments that ran since the last call, in order (pipelines only).
  [[nodiscard]] std::vector<TimeFs> take_units();
  /// The first broken law, in words; empty when all hold.
  [[nodiscard]] const std::string& broken() const { return broken_; }

 private:
  struct Known {
    LaunchResult result;
    std::vector<double> energy_j;  // by part
    std::string state_after;
  };

  void run_launch(Launch launch);
  void exchange(Launch launch, const std::map<std::string, Exchange>& exchanges,
                std::int64_t times);
  void end_units(TimeFs begin, std::int64_t count);
  [[nodiscard]] std::vector<double> price(const LaunchResult& r);
  void finish_bound();
  void charge(OperatorResult& op, const std::vector<double>& parts_j, std::int64_t times);
  /// Copies from the host that the launch starts, and time that it waited for some.
  void charge_host(Launch launch, Bytes copied, TimeFs waited);
  /// Machines of a team that wait for others: machine-seconds of the run less those that worked.
  void charge_idle_ranks();
  void check(Launch launch, const LaunchResult& r);
  void note(const std::string& name, bool holds, const std::string& operator_name,
            const std::string& detail);
  void add(Launch launch, const LaunchResult& r, const std::vector<double>& energy_j,
           std::int64_t times);
  void note_span(Launch launch, const LaunchResult& r, const std::vector<double>& energy_j);
  /// Keeps every other of the blocks of spans that are kept so far.
  void thin_spans();
  /// What has passed since the last bin of the timeline: a launch, or waiting.
  void note_bin(const LaunchResult& r, const std::vector<double>& energy_j);
  OperatorResult& row_of(const std::string& name, const std::string& op_class,
                         const LaunchResult& r);

  Datapath& datapath_;
  const RunOptions& options_;
  RunResult& result_;
  Team team_;
  EnergyMeter meter_;
  HostLink host_link_;
  std::unordered_map<std::string, Known> known_;
  std::unordered_map<std::string, std::size_t> index_;
  std::unordered_map<std::string, std::size_t> makers_;  // tensor to the span that made it last
  Carried carried_;
  std::int64_t repetition_ = 0;
  std::vector<Bytes> live_;  // activations, by launch of the graph that runs
  std::size_t launch_ = 0;   // of that graph
  Bytes state_{};
  std::vector<std::int64_t*> counts_;
  std::vector<TimeFs> units_;
  double between_j_ = 0;  // links and waiting, not yet on the time axis
  TimeFs busy_{};         // of one rank and micro-batch: launches, exchanges, waiting
  std::string broken_;
};

}  // namespace fluxgate
