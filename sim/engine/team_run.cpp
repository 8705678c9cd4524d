#include "sim/engine/team_run.h"

#include <fmt/format.h>

#include "sim/core/errors.h"
#include "sim/engine/pipeline.h"

namespace fluxgate {

Bytes handed_on(const Graph& graph) {
  const Segment* most = nullptr;
  for (const Segment& segment : graph.segments)
    if (most == nullptr || segment.repeat > most->repeat) most = &segment;
  if (most == nullptr || most->operators.empty()) return Bytes(0);
  return most->operators.back().outputs.at(0).bytes();
}

Team team_of(const Datapath& datapath) {
  const auto* member = dynamic_cast<const TeamMember*>(&datapath);
  return member == nullptr ? Team{} : member->team();
}

WorkloadOptions micro_batch(WorkloadOptions options, const Team& team) {
  if (options.batch % team.micro_batches != 0)
    throw ConfigError(
        fmt::format("parallel.micro_batches: {} do not divide the batch of {}; give "
                    "--batch a multiple",
                    team.micro_batches, options.batch));
  options.batch /= team.micro_batches;
  return options;
}

TimeFs pipelined(const std::vector<TimeFs>& units, const Graph& graph, const Team& team) {
  return pipeline_time(stage_times(units, team.pipeline), team.micro_batches,
                       team.link->send(handed_on(graph)).time);
}

void add_up(RunResult& result, const Team& team) {
  const std::int64_t copies = team.tensor * team.micro_batches;
  const auto scale = [&](auto& r) {
    r.macs *= copies;
    r.executed_macs *= copies;
    r.dram_read = r.dram_read * copies;
    r.dram_write = r.dram_write * copies;
  };
  scale(result);
  result.bound = TimeFs(result.bound.value * team.micro_batches / team.pipeline);
  for (OperatorResult& op : result.operators) {
    scale(op);
    op.time = op.time * team.micro_batches;
    op.bound = op.bound * team.micro_batches;
    if (op.energy_j) *op.energy_j *= static_cast<double>(copies);
    for (double& part : op.energy_parts_j) part *= static_cast<double>(copies);
  }
  if (team.pipeline == 1 && team.micro_batches > 1) result.time = result.time * team.micro_batches;
  for (auto& [name, count] : result.counts) count *= copies;
  if (team.pipeline > 1 || team.micro_batches > 1) result.over_time.reset();
  if (result.over_time)
    for (Timeline::Bin& bin : result.over_time->bins) bin.energy_j *= static_cast<double>(copies);
  result.counts["team.gpus"] = team.size();
}

}  // namespace fluxgate
