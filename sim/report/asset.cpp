#include "sim/report/asset.h"

#include <fmt/format.h>

#include <fstream>
#include <sstream>

#include "sim/core/errors.h"
#include "sim/graph/share_path.h"

namespace fluxgate::report {

std::string asset(const std::string& name) {
  const std::string path = share_path("sim/report/assets/" + name);
  std::ifstream file(path);
  if (!file)
    throw ConfigError(fmt::format(
        "{}: cannot read this part of the page; set FLUXGATE_SHARE to the folder that has it",
        path));
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

}  // namespace fluxgate::report
