/// Kernel runners: the model alone, or RTL beside the model with every beat and cycle compared.
#pragma once
#include <memory>
#include <string>

#include "sim/contract/unit.h"

namespace fluxgate {

[[nodiscard]] std::shared_ptr<KernelRunner> run_model(const KernelKind& kernel);
/// Throws MismatchError naming kernel, transaction, both values and both cycles.
[[nodiscard]] std::shared_ptr<KernelRunner> run_rtl_beside_model(const KernelKind& kernel,
                                                                 UnitReport& report);

}  // namespace fluxgate
