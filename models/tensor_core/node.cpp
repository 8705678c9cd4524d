#include "models/tensor_core/node.h"

#include <fmt/format.h>

#include "models/tensor_core/link.h"
#include "sim/core/errors.h"

namespace fluxgate::tensor_core {

Team read_team(Params& params) {
  Team team;
  const std::int64_t gpus =
      params.count("gpus", 1, "equal GPUs of a node that run the network together", "chosen");
  Params parallel = params.group("parallel");
  team.pipeline = parallel.count("pipeline", 1, "stages of layers", "chosen");
  team.tensor =
      parallel.count("tensor", 0, "GPUs that share each layer, 0: gpus / pipeline", "chosen", 0);
  team.micro_batches =
      parallel.count("micro_batches", 1, "parts of the batch that follow each other", "chosen");
  const LinkDescription link = read_link(params.group("link"));
  if (team.tensor == 0) team.tensor = gpus / team.pipeline;
  if (team.size() != gpus)
    throw ConfigError(params.where("gpus"),
                      fmt::format("gpus: {} is not parallel.tensor * parallel.pipeline ({} * {})",
                                  gpus, team.tensor, team.pipeline));
  if (gpus == 1) return team;
  if (link.kind == LinkDescription::Kind::None)
    throw ConfigError(params.where("gpus"),
                      fmt::format("gpus: {} GPUs need a link, and this chip has none (link.kind); "
                                  "leave gpus out",
                                  gpus));
  team.link = std::make_shared<const Link>(link);
  return team;
}

}  // namespace fluxgate::tensor_core
