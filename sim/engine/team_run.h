/// What a team changes in a run: each machine's part of the network, and how the parts add up.
#pragma once
#include <string>
#include <vector>

#include "sim/contract/datapath.h"
#include "sim/contract/team.h"
#include "sim/graph/shard.h"
#include "sim/stats/result.h"

namespace fluxgate {

/// The team a datapath belongs to; alone when it cannot be in one.
[[nodiscard]] Team team_of(const Datapath& datapath);
/// The network with the batch of one micro-batch. ConfigError when they do not divide the batch.
[[nodiscard]] WorkloadOptions micro_batch(WorkloadOptions options, const Team& team);
/// Time of all micro-batches through the stages.
[[nodiscard]] TimeFs pipelined(const std::vector<TimeFs>& units, const Graph& graph,
                               const Team& team);
/// What a stage hands to the next: the result of the longest repeated segment's last operator.
[[nodiscard]] Bytes handed_on(const Graph& graph);
/// Work and bytes of one rank and micro-batch become those of the team; times of operators those of
/// all micro-batches. The bound is that of a pipeline without gaps.
void add_up(RunResult& result, const Team& team);

}  // namespace fluxgate
