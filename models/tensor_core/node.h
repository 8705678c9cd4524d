/// How many GPUs run a network and how they share it: gpus = parallel.tensor * parallel.pipeline.
#pragma once
#include "sim/contract/team.h"
#include "sim/core/config.h"

namespace fluxgate::tensor_core {

/// Reads gpus, parallel and link. ConfigError when they contradict each other or when the chip has
/// no link.
[[nodiscard]] Team read_team(Params& params);

}  // namespace fluxgate::tensor_core
