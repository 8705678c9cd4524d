/// Softmax and norms of rows on the 8-lane row units (kernels online_softmax, layer_norm,
/// rms_norm). Arithmetic: values and scores with 8 fraction bits in 16, gains with 12,
/// probabilities as fractions of 2^16. Cycles: those of the kernels. Rows of at most 512 columns;
/// norms need whole beats. Leaves out: biases of layer norm (0), scaling of rows whose values
/// exceed +-128 (they saturate).
#include <fmt/format.h>

#include "models/units/fixed.h"
#include "sim/contract/unit.h"
#include "sim/core/errors.h"

namespace fluxgate {
namespace {

constexpr std::size_t kLanes = 8, kMostColumns = 512;
constexpr int kFraction = 8, kGainFraction = 12, kProbabilityFraction = 16;
constexpr std::int64_t kNoScore = -32768;  // takes no part

void require_row(const char* unit, std::size_t columns, std::size_t multiple) {
  if (columns <= kMostColumns && columns % multiple == 0) return;
  throw ModelError(
      fmt::format("--rtl {}: rows of {} columns do not fit the unit ({} at most, a "
                  "multiple of {})",
                  unit, columns, kMostColumns, multiple));
}

/// {last, 8 values} a beat; `filling` stands where the row has ended.
std::vector<Beat> row_beats(Values row, int fraction_bits, std::int64_t filling) {
  std::vector<Beat> beats;
  for (std::size_t at = 0; at < row.size(); at += kLanes) {
    Beat beat(kLanes + 1, filling);
    beat[0] = at + kLanes >= row.size() ? 1 : 0;
    for (std::size_t i = 0; i < std::min(kLanes, row.size() - at); ++i)
      beat[i + 1] = std::max(to_int16(row[at + i], fraction_bits), kNoScore + 1);
    beats.push_back(std::move(beat));
  }
  return beats;
}

void read_row(const std::vector<Beat>& beats, int fraction_bits, Results out) {
  for (std::size_t i = 0; i < out.size(); ++i)
    out[i] = from_fixed(beats[i / kLanes][i % kLanes + 1], fraction_bits);
}

void softmax(KernelRunner& unit, Values row, Results out) {
  require_row("softmax", row.size(), 1);
  const std::vector<Beat> beats = row_beats(row, kFraction, kNoScore);
  read_row(unit.run({beats}, beats.size()), kProbabilityFraction, out);
}

/// `has_bias`: the gain beats carry biases too.
void norm(KernelRunner& unit, const char* name, bool has_bias, Values row, Values gain,
          Results out) {
  require_row(name, row.size(), kLanes);
  const std::vector<Beat> beats = row_beats(row, kFraction, 0);
  std::vector<Beat> gains;
  for (std::size_t at = 0; at < row.size(); at += kLanes) {
    Beat beat(has_bias ? 2 * kLanes : kLanes, 0);
    for (std::size_t i = 0; i < kLanes; ++i) beat[i] = to_int16(gain[at + i], kGainFraction);
    gains.push_back(std::move(beat));
  }
  read_row(unit.run({beats, gains}, beats.size()), kFraction, out);
}

using Runner = std::shared_ptr<KernelRunner>;

[[maybe_unused]] const bool kSoftmax = HardwareUnits::add(
    "softmax",
    {"softmax of rows in fixed point", "online_softmax", [](Primitives& primitives, Runner unit) {
       primitives.softmax = [unit](Values row, Results out) { softmax(*unit, row, out); };
     }});
[[maybe_unused]] const bool kLayerNorm = HardwareUnits::add(
    "layer_norm",
    {"layer norm of rows in fixed point", "layer_norm", [](Primitives& primitives, Runner unit) {
       primitives.layer_norm = [unit](Values row, Values gain, Results out) {
         norm(*unit, "layer_norm", true, row, gain, out);
       };
     }});
[[maybe_unused]] const bool kRmsNorm = HardwareUnits::add(
    "rms_norm",
    {"RMS norm of rows in fixed point", "rms_norm", [](Primitives& primitives, Runner unit) {
       primitives.rms_norm = [unit](Values row, Values gain, Results out) {
         norm(*unit, "rms_norm", false, row, gain, out);
       };
     }});

}  // namespace
}  // namespace fluxgate
