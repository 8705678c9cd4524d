/// Version of the program, part of every result: "0.1.0+<commit>", made at configure time.
#pragma once
#include <string>

namespace fluxgate {

[[nodiscard]] std::string program_version();

}  // namespace fluxgate
