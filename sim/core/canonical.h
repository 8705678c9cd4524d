/// A number as the effective configuration and the schema write it: in its base unit.
#pragma once
#include <string>

#include "sim/core/units.h"

namespace fluxgate {

[[nodiscard]] std::string canonical(double value, UnitKind kind);

}  // namespace fluxgate
