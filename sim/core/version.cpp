#include "sim/core/version.h"

namespace fluxgate {

std::string program_version() { return FLUXGATE_VERSION; }

}  // namespace fluxgate
