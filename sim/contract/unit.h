/// A hardware unit that carries a primitive (sim/graph/primitives.h) with its own arithmetic, run
/// by a kernel: beats go into a Side and come out of it. `run --rtl UNIT` puts the kernel's RTL
/// beside its model in this place and compares every beat and cycle.
#pragma once
#include <functional>
#include <memory>
#include <string>

#include "sim/contract/kernel.h"
#include "sim/graph/primitives.h"

namespace fluxgate {

/// Runs beats through a kernel at full rate: every input is offered at once, every output is taken.
class KernelRunner {
 public:
  virtual ~KernelRunner() = default;
  /// Feeds `inputs[stream]` in order and returns `count` beats of output 0.
  virtual std::vector<Beat> run(const std::vector<std::vector<Beat>>& inputs,
                                std::size_t count) = 0;
};

/// What a unit's kernel did in a run with RTL in the loop.
struct UnitReport {
  std::string unit, kernel;
  std::int64_t transactions = 0;  // result beats that model and RTL gave alike
  std::int64_t model_cycles = 0, rtl_cycles = 0;
};

struct HardwareUnit {
  std::string summary;
  std::string kernel;  // id in Kernels
  /// Puts the unit's arithmetic into `primitives`.
  std::function<void(Primitives& primitives, std::shared_ptr<KernelRunner> runner)> install;
};
using HardwareUnits = Registry<HardwareUnit>;

}  // namespace fluxgate
