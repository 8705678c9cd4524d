#include "sim/core/errors.h"

#include <fmt/format.h>

namespace fluxgate {

std::string Where::to_string() const {
  if (file.empty()) return {};
  if (line == 0) return file;
  return fmt::format("{}:{}:{}", file, line, column);
}

ConfigError::ConfigError(const Where& where, const std::string& message)
    : Error(ExitCode::Config,
            where.file.empty() ? message : fmt::format("{}: {}", where.to_string(), message)) {}

void check_failed(const char* expression, const char* file, int line) {
  throw std::logic_error(
      fmt::format("internal error, please report: {} is false ({}:{})", expression, file, line));
}

}  // namespace fluxgate
