#include "sim/core/canonical.h"

#include <fmt/format.h>

#include <cstdint>

namespace fluxgate {

std::string canonical(double value, UnitKind kind) {
  const auto whole = static_cast<std::int64_t>(value);
  switch (kind) {
    case UnitKind::Count:
      return fmt::format("{}", whole);
    case UnitKind::Ratio:
      return fmt::format("{}", value);
    case UnitKind::Bytes:
      return fmt::format("{} B", whole);
    case UnitKind::BytesPerSecond:
      return fmt::format("{} B/s", value);
    case UnitKind::Hertz:
      return fmt::format("{} Hz", value);
    case UnitKind::Time:
      return fmt::format("{} fs", whole);
    case UnitKind::Cycles:
      return fmt::format("{} cyc", whole);
    case UnitKind::Energy:
      return fmt::format("{} J", value);
    case UnitKind::Power:
      return fmt::format("{} W", value);
    case UnitKind::Area:
      return fmt::format("{} mm2", value);
  }
  return {};
}

}  // namespace fluxgate
