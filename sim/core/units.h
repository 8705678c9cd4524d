/// Unit types. A number with a dimension is never a bare int or double in an interface.
/// Integer quantities (Cycles, Bytes, TimeFs) are exact; conversions between them round up and live
/// in ClockDomain (fabric). Rates are doubles in SI units.
#pragma once
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

namespace fluxgate {

/// What a configuration value measures. Count and Ratio take no unit; all others require one.
enum class UnitKind {
  Count,
  Ratio,
  Bytes,
  BytesPerSecond,
  Hertz,
  Time,
  Cycles,
  Energy,
  Power,
  Area
};

template <class Tag, class Rep>
struct Quantity {
  Rep value{};
  constexpr Quantity() = default;
  constexpr explicit Quantity(Rep v) : value(v) {}
  constexpr auto operator<=>(const Quantity&) const = default;
  constexpr Quantity& operator+=(Quantity o) {
    value += o.value;
    return *this;
  }
  constexpr Quantity& operator-=(Quantity o) {
    value -= o.value;
    return *this;
  }
  friend constexpr Quantity operator+(Quantity a, Quantity b) {
    return Quantity(a.value + b.value);
  }
  friend constexpr Quantity operator-(Quantity a, Quantity b) {
    return Quantity(a.value - b.value);
  }
  friend constexpr Quantity operator*(Quantity a, Rep s) { return Quantity(a.value * s); }
  friend constexpr Quantity operator*(Rep s, Quantity a) { return Quantity(a.value * s); }
};

using Cycles = Quantity<struct CyclesTag, std::int64_t>;
using Bytes = Quantity<struct BytesTag, std::int64_t>;
/// Simulated time; int64 femtoseconds reach 2.5 hours.
using TimeFs = Quantity<struct TimeFsTag, std::int64_t>;
using Hertz = Quantity<struct HertzTag, double>;
using BytesPerSecond = Quantity<struct BytesPerSecondTag, double>;

inline constexpr double kFsPerSecond = 1e15;
[[nodiscard]] constexpr double seconds(TimeFs t) {
  return static_cast<double>(t.value) / kFsPerSecond;
}

[[nodiscard]] constexpr std::int64_t ceil_div(std::int64_t a, std::int64_t b) {
  return (a + b - 1) / b;
}

inline namespace literals {
constexpr Cycles operator""_cyc(unsigned long long v) {
  return Cycles(static_cast<std::int64_t>(v));
}
constexpr Bytes operator""_B(unsigned long long v) { return Bytes(static_cast<std::int64_t>(v)); }
constexpr Bytes operator""_KiB(unsigned long long v) {
  return Bytes(static_cast<std::int64_t>(v << 10U));
}
constexpr Bytes operator""_MiB(unsigned long long v) {
  return Bytes(static_cast<std::int64_t>(v << 20U));
}
constexpr Bytes operator""_GiB(unsigned long long v) {
  return Bytes(static_cast<std::int64_t>(v << 30U));
}
constexpr Hertz operator""_GHz(long double v) { return Hertz(static_cast<double>(v) * 1e9); }
constexpr BytesPerSecond operator""_GBps(long double v) {
  return BytesPerSecond(static_cast<double>(v) * 1e9);
}
}  // namespace literals

/// "Bytes", e.g. for messages and the schema: "bytes (B, KiB, MiB, GiB, kB, MB, GB)".
[[nodiscard]] std::string describe(UnitKind kind);

/// Value of "128 KiB", "614 GB/s", "1.05 GHz", "40 ns", "12 cyc" in base units (bytes, bytes/s, Hz,
/// femtoseconds, cycles, J, W, mm2). Throws std::invalid_argument with a sentence that names what
/// is wrong and which units are known.
[[nodiscard]] double parse_quantity(std::string_view text, UnitKind kind);

/// Readable forms for tables: "1.25 ms", "3.4 MiB", "614 GB/s".
[[nodiscard]] std::string format_time(TimeFs time);
[[nodiscard]] std::string format_bytes(Bytes bytes);

}  // namespace fluxgate
