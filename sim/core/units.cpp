#include "sim/core/units.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>
#include <span>
#include <stdexcept>

namespace fluxgate {
namespace {

struct UnitName {
  std::string_view name;
  double factor;
};

constexpr std::array<UnitName, 9> kBytes{{{"B", 1},
                                          {"KiB", 1024.0},
                                          {"MiB", 1048576.0},
                                          {"GiB", 1073741824.0},
                                          {"TiB", 1099511627776.0},
                                          {"kB", 1e3},
                                          {"MB", 1e6},
                                          {"GB", 1e9},
                                          {"TB", 1e12}}};
constexpr std::array<UnitName, 9> kRates{{{"B/s", 1},
                                          {"KiB/s", 1024.0},
                                          {"MiB/s", 1048576.0},
                                          {"GiB/s", 1073741824.0},
                                          {"TiB/s", 1099511627776.0},
                                          {"kB/s", 1e3},
                                          {"MB/s", 1e6},
                                          {"GB/s", 1e9},
                                          {"TB/s", 1e12}}};
constexpr std::array<UnitName, 4> kHertz{{{"Hz", 1}, {"kHz", 1e3}, {"MHz", 1e6}, {"GHz", 1e9}}};
constexpr std::array<UnitName, 6> kTime{
    {{"fs", 1}, {"ps", 1e3}, {"ns", 1e6}, {"us", 1e9}, {"ms", 1e12}, {"s", 1e15}}};
constexpr std::array<UnitName, 7> kEnergy{{{"aJ", 1e-18},
                                           {"fJ", 1e-15},
                                           {"pJ", 1e-12},
                                           {"nJ", 1e-9},
                                           {"uJ", 1e-6},
                                           {"mJ", 1e-3},
                                           {"J", 1}}};
constexpr std::array<UnitName, 5> kPower{
    {{"nW", 1e-9}, {"uW", 1e-6}, {"mW", 1e-3}, {"W", 1}, {"kW", 1e3}}};
constexpr std::array<UnitName, 2> kArea{{{"um2", 1e-6}, {"mm2", 1}}};
constexpr std::array<UnitName, 1> kCycles{{{"cyc", 1}}};

struct KindInfo {
  const char* noun;
  std::span<const UnitName> units;
};

KindInfo info(UnitKind kind) {
  switch (kind) {
    case UnitKind::Count:
      return {"a whole number", {}};
    case UnitKind::Ratio:
      return {"a number", {}};
    case UnitKind::Bytes:
      return {"a size", kBytes};
    case UnitKind::BytesPerSecond:
      return {"a bandwidth", kRates};
    case UnitKind::Hertz:
      return {"a frequency", kHertz};
    case UnitKind::Time:
      return {"a time", kTime};
    case UnitKind::Cycles:
      return {"a number of cycles", kCycles};
    case UnitKind::Energy:
      return {"an energy", kEnergy};
    case UnitKind::Power:
      return {"a power", kPower};
    case UnitKind::Area:
      return {"an area", kArea};
  }
  return {"", {}};
}

std::string unit_list(const KindInfo& kind) {
  std::string list;
  for (const UnitName& unit : kind.units)
    list += (list.empty() ? "" : ", ") + std::string(unit.name);
  return list;
}

std::string_view trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

bool is_integral(UnitKind kind) {
  return kind == UnitKind::Count || kind == UnitKind::Bytes || kind == UnitKind::Time ||
         kind == UnitKind::Cycles;
}

}  // namespace

std::string describe(UnitKind kind) {
  const KindInfo i = info(kind);
  return i.units.empty() ? i.noun : fmt::format("{} ({})", i.noun, unit_list(i));
}

double parse_quantity(std::string_view text, UnitKind kind) {
  const KindInfo known = info(kind);
  const std::string_view trimmed = trim(text);
  double number = 0;
  const auto [end, error] =
      std::from_chars(trimmed.data(), trimmed.data() + trimmed.size(), number);
  const std::string hint =
      known.units.empty() ? "" : fmt::format("; write a number with one of {}", unit_list(known));
  if (error != std::errc{} || !std::isfinite(number))
    throw std::invalid_argument(fmt::format("'{}' is not {}{}", text, known.noun, hint));
  const std::string_view unit =
      trim(trimmed.substr(static_cast<std::size_t>(end - trimmed.data())));
  double factor = 0;
  if (known.units.empty() && unit.empty()) factor = 1;
  for (const UnitName& name : known.units)
    if (name.name == unit) factor = name.factor;
  if (factor == 0) {
    if (unit.empty())
      throw std::invalid_argument(
          fmt::format("'{}' has no unit; {} needs one of {}", text, known.noun, unit_list(known)));
    throw std::invalid_argument(
        fmt::format("'{}' is not {}{}", text, known.noun,
                    known.units.empty() ? "; write it without a unit" : hint));
  }
  const double value = number * factor;
  if (!std::isfinite(value) || (is_integral(kind) && std::abs(value) >= 9.2e18))
    throw std::invalid_argument(fmt::format("'{}' is too large", text));
  const double whole = std::round(value);
  if (!is_integral(kind)) return value;
  if (std::abs(value - whole) > 1e-9 * std::max(1.0, std::abs(value)))
    throw std::invalid_argument(
        fmt::format("'{}' is not a whole number of {}", text,
                    known.units.empty() ? "items" : std::string(known.units.front().name)));
  return whole;
}

namespace {

std::string three_digits(double value, const char* unit) {
  const int decimals = value >= 100 ? 0 : value >= 10 ? 1 : 2;
  return fmt::format("{:.{}f} {}", value, decimals, unit);
}

}  // namespace

std::string format_time(TimeFs time) {
  auto value = static_cast<double>(time.value);
  for (std::size_t i = 0; i + 1 < kTime.size(); ++i) {
    if (value < 999.5) return three_digits(value, std::string(kTime[i].name).c_str());
    value /= 1e3;
  }
  return three_digits(value, "s");
}

std::string format_bytes(Bytes bytes) {
  auto value = static_cast<double>(bytes.value);
  if (value < 1024) return fmt::format("{} B", bytes.value);
  for (std::size_t i = 1; i < 4; ++i) {
    value /= 1024;
    if (value < 999.5) return three_digits(value, std::string(kBytes[i].name).c_str());
  }
  return three_digits(value / 1024, "TiB");
}

}  // namespace fluxgate
