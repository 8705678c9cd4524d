/// A text that two launches share exactly when they are the same work: shapes, types, roles and
/// names of tensors (a datapath may keep tensors by name), without the names of operators.
#pragma once
#include <string>

#include "sim/contract/datapath.h"

namespace fluxgate {

[[nodiscard]] std::string digest(Launch launch);

}  // namespace fluxgate
