#include "rtl/common/tc_dot_model.h"

#include <fmt/format.h>

#include <fstream>
#include <iterator>

#include "sim/core/errors.h"

namespace fluxgate::rtl {
namespace {

constexpr std::int64_t kLatency = 5;

std::size_t terms_of(const TcDotKind& kind) { return static_cast<std::size_t>(kind.format.terms); }

KernelStreams streams_of(const TcDotKind& kind) {
  StreamSpec in{"in",
                {{"a", kind.format.terms, kind.lane_bits},
                 {"b", kind.format.terms, kind.lane_bits},
                 {"c", 1, 32}}};
  if (kind.has_e5m2) in.fields.push_back({"a_is_e5m2", 1, 1});
  return {{in}, {{"out", {{"d", 1, 32}}}}};
}

void compute(const TcDotKind& kind, std::span<const std::int64_t> in, std::span<std::int64_t> out) {
  const std::size_t terms = terms_of(kind);
  const bool is_e5m2 = kind.has_e5m2 && in[2 * terms + 1] != 0;
  out[0] = tensor_core_dot(is_e5m2 ? kTensorCoreE5m2E4m3 : kind.format, in.subspan(0, terms),
                           in.subspan(terms, terms), static_cast<std::uint32_t>(in[2 * terms]));
}

/// Groups whose exponents lie close together, far apart, or cancel; special values and subnormals.
class Groups final : public Stimulus {
 public:
  Groups(const TcDotKind& kind, std::uint64_t seed) : kind_(kind), random_(seed) {}

  void fill(std::size_t, std::int64_t index, std::span<std::int64_t> beat) override {
    const std::size_t terms = terms_of(kind_);
    const auto a = beat.subspan(0, terms);
    const auto b = beat.subspan(terms, terms);
    const bool is_e5m2 = kind_.has_e5m2 && random_.below(2) == 1;
    if (kind_.has_e5m2) beat[2 * terms + 1] = is_e5m2 ? 1 : 0;
    const FloatFormat format_a = is_e5m2 ? kE5m2 : kind_.format.a;
    const std::int64_t mode = index < 8 ? index : random_.below(8);
    for (std::size_t k = 0; k < terms; ++k) {
      a[k] = value(format_a, mode);
      b[k] = value(kind_.format.b, mode);
      // Cancellation: the same product again with the other sign.
      if (mode == 2 && k % 2 == 1) {
        a[k] = a[k - 1] ^ (std::int64_t{1} << (format_a.width() - 1));
        b[k] = b[k - 1];
      }
    }
    beat[2 * terms] = static_cast<std::int64_t>(static_cast<std::uint32_t>(value(kFp32, mode)));
  }

 private:
  std::int64_t value(const FloatFormat& f, std::int64_t mode) {
    const std::int64_t exponents = std::int64_t{1} << f.exponent_bits;
    std::int64_t exponent = random_.below(exponents);           // 1: anywhere, specials too
    if (mode == 0) exponent = f.bias() - 4 + random_.below(8);  // close together
    if (mode == 4) exponent = 0;                                // subnormals
    if (mode == 5) exponent = special_exponent(f);              // infinities, NaN, subnormals
    if (mode == 6) exponent = random_.below(3);
    if (mode == 7) exponent = exponents - 2;  // overflow
    exponent = std::max<std::int64_t>(exponent, 0);
    const bool is_power = mode == 3 || (mode == 5 && random_.below(2) == 0);
    const std::int64_t mantissa = is_power ? 0 : random_.below(std::int64_t{1} << f.mantissa_bits);
    return ((random_.below(2) << f.exponent_bits | exponent) << f.mantissa_bits) | mantissa;
  }
  /// Few special values a group: two infinities of opposite sign would hide everything else.
  std::int64_t special_exponent(const FloatFormat& f) {
    const std::int64_t kind = random_.below(24);
    if (kind == 0) return (std::int64_t{1} << f.exponent_bits) - 1;
    return kind < 12 ? 0 : f.bias();
  }

  TcDotKind kind_;
  RandomBeats random_;
};

class Record {
 public:
  explicit Record(std::span<const char> bytes) : bytes_(bytes) {}
  std::int64_t take(int count) {
    std::uint64_t value = 0;
    for (int i = 0; i < count; ++i)
      value |= static_cast<std::uint64_t>(static_cast<unsigned char>(bytes_[at_++])) << (8 * i);
    return static_cast<std::int64_t>(value);
  }

 private:
  std::span<const char> bytes_;
  std::size_t at_ = 0;
};

Vectors read_vectors(const TcDotKind& kind, const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file)
    throw ConfigError(Where{path, 0, 0}, "cannot read this file; check name and permissions");
  const std::vector<char> bytes((std::istreambuf_iterator<char>(file)), {});
  const std::size_t terms = terms_of(kind);
  const std::size_t record = 4 + 2 * terms * static_cast<std::size_t>(kind.record_bytes) + 8;
  if (bytes.empty() || bytes.size() % record != 0)
    throw ConfigError(
        Where{path, 0, 0},
        fmt::format("{} bytes are not whole records of {} bytes; is it of another type?",
                    bytes.size(), record));
  const bool is_e5m2 = path.find("e5m2") != std::string::npos;
  Vectors vectors;
  for (std::size_t at = 0; at < bytes.size(); at += record) {
    Record r(std::span<const char>(bytes).subspan(at, record));
    r.take(4);  // mode and padding
    Beat in;
    for (std::size_t i = 0; i < 2 * terms; ++i)
      in.push_back(r.take(kind.record_bytes) >> kind.record_shift);
    in.push_back(r.take(4));
    if (kind.has_e5m2) in.push_back(is_e5m2 ? 1 : 0);
    vectors.inputs.push_back(std::move(in));
    vectors.expected.push_back({r.take(4)});
  }
  return vectors;
}

}  // namespace

KernelKind tc_dot_kernel(const TcDotKind& kind, const std::string& summary) {
  KernelKind kernel;
  kernel.summary = summary;
  kernel.timing = "a result a cycle, 5 cycles after its operands, stalls with the output";
  kernel.streams = streams_of(kind);
  kernel.make_model = [kind] {
    const std::size_t lanes = streams_of(kind).inputs[0].lanes();
    return std::make_unique<PipelineModel>(lanes, 1, kLatency, [kind] {
      return PipelineModel::Function(
          [kind](std::span<const std::int64_t> in, std::span<std::int64_t> out) {
            compute(kind, in, out);
          });
    });
  };
  kernel.make_stimulus = [kind](std::uint64_t seed) {
    return std::make_unique<Groups>(kind, seed);
  };
  kernel.read_vectors = [kind](const std::string& path) { return read_vectors(kind, path); };
  return kernel;
}

}  // namespace fluxgate::rtl
