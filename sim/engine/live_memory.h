/// Bytes of activations alive while each launch of a graph runs: a tensor lives from the launch
/// that makes it (the network's input: from the start) to the last one that reads it. What a fused
/// launch passes on inside itself counts only where the datapath keeps such tensors in memory.
/// Leaves out: in-place results, alignment and fragmentation, workspaces of libraries.
#pragma once
#include <vector>

#include "sim/contract/datapath.h"

namespace fluxgate {

/// In the order of launches, every repetition of a segment written out.
[[nodiscard]] std::vector<Bytes> live_activations(const Graph& graph, Datapath& datapath);

}  // namespace fluxgate
