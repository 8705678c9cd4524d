/// Where networks, presets and tables are at run time: $FLUXGATE_SHARE, else ../share/fluxgate
/// beside the folder of the running program. An installed tree has them there; the build tree has a
/// link to the source tree there (cmake/install.cmake). No path is compiled in.
#pragma once
#include <string>

namespace fluxgate {

[[nodiscard]] std::string share_path(const std::string& relative);

/// The running program's own file.
[[nodiscard]] std::string program_path();

}  // namespace fluxgate
