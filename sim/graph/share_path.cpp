#include "sim/graph/share_path.h"

#include <cstdlib>

namespace fluxgate {

std::string share_path(const std::string& relative) {
  const char* share = std::getenv("FLUXGATE_SHARE");
  return std::string(share != nullptr ? share : FLUXGATE_SOURCE_DIR) + "/" + relative;
}

}  // namespace fluxgate
