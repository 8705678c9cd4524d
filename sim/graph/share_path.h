/// Where workloads and presets are at run time: $FLUXGATE_SHARE, else the source tree it was built
/// from.
#pragma once
#include <string>

namespace fluxgate {

[[nodiscard]] std::string share_path(const std::string& relative);

}  // namespace fluxgate
