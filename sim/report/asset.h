/// A file of sim/report/assets; ConfigError that names it when it is not there.
#pragma once
#include <string>

namespace fluxgate::report {

[[nodiscard]] std::string asset(const std::string& name);

}  // namespace fluxgate::report
