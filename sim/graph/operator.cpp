#include "sim/graph/operator.h"

#include <fmt/format.h>

#include <array>
#include <stdexcept>

namespace fluxgate {
namespace {

struct DTypeInfo {
  DType dtype;
  const char* name;
  std::int64_t bits;
};
constexpr std::array<DTypeInfo, kDTypes> kTable{{{DType::Int4, "int4", 4},
                                                 {DType::Int8, "int8", 8},
                                                 {DType::Int16, "int16", 16},
                                                 {DType::Int32, "int32", 32},
                                                 {DType::Fp8, "fp8", 8},
                                                 {DType::Bf16, "bf16", 16},
                                                 {DType::Fp16, "fp16", 16},
                                                 {DType::Fp32, "fp32", 32},
                                                 {DType::Tf32, "tf32", 32}}};

const DTypeInfo& info(DType dtype) { return kTable[static_cast<std::size_t>(dtype)]; }

}  // namespace

std::int64_t bits(DType dtype) { return info(dtype).bits; }
std::string to_string(DType dtype) { return info(dtype).name; }

DType parse_dtype(const std::string& name) {
  std::string known;
  for (const DTypeInfo& i : kTable) {
    if (name == i.name) return i.dtype;
    known += (known.empty() ? "" : ", ") + std::string(i.name);
  }
  throw std::invalid_argument(fmt::format("'{}' is not a type; known: {}", name, known));
}

std::string to_string(OpClass op_class) {
  constexpr std::array<const char*, 6> kNames{"contraction", "elementwise", "reduction",
                                              "scan",        "gather",      "transform"};
  return kNames[static_cast<std::size_t>(op_class)];
}

}  // namespace fluxgate
