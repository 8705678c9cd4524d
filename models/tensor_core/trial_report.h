/// What a trial says of itself: the unit that bounds it, its counts and invariants, a text.
#pragma once
#include <string>
#include <vector>

#include "models/tensor_core/trial.h"
#include "sim/contract/datapath.h"

namespace fluxgate::tensor_core {

/// The unit that is busy longest; "latency" when none is half the time.
[[nodiscard]] std::string bound_by(const KernelRun& run);
/// Busy cycles and actions of all kernels of the trial; energy.h prices them.
///   l2.lookup_bytes  loads + stores + far share * (bytes from DRAM + stores): what the sector
///                    counters of the slices see, where a far line's first read and every write
///                    are looked up in both partitions; later reads find the near copy
///   sm.grid_cycles   SM cycles of the grids alone; sm.tensor_active_cycles over it is what the
///                    counter of the tensor pipes' activity shows
void add_counts(const Trial& trial, const Sustained& sustained, const Description& d,
                LaunchResult& r);
/// Result of a launch that runs as trials.front(); the runner-up is the reason.
[[nodiscard]] LaunchResult result_of(const std::vector<Trial>& trials);
/// Kernels, waves and bounds of all trials, the chosen one first.
[[nodiscard]] std::string explanation_of(const std::vector<Trial>& trials);

}  // namespace fluxgate::tensor_core
