/// Layers dealt out to the stages of a pipeline.
///
/// Stages are runs of neighbouring units (a segment's repetition is one), cut so that the longest
/// is shortest. Time of `micro_batches` that follow each other:
///   sum of the stages + (micro_batches - 1) * longest stage + (stages - 1) * send
/// Leaves out: several chunks of layers a stage (interleaving), sends that a stage waits for later.
#pragma once
#include <cstdint>
#include <vector>

#include "sim/core/units.h"

namespace fluxgate {

/// Times of the stages; fewer than `stages` when there are fewer units.
[[nodiscard]] std::vector<TimeFs> stage_times(const std::vector<TimeFs>& units,
                                              std::int64_t stages);
[[nodiscard]] TimeFs pipeline_time(const std::vector<TimeFs>& stages, std::int64_t micro_batches,
                                   TimeFs send);

}  // namespace fluxgate
