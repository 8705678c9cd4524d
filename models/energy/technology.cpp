#include "models/energy/technology.h"

#include <cmath>

namespace fluxgate::energy {
namespace {

constexpr double kFp8OfBf16 = 0.25;  // significands of 4 bits against 8: product of widths
constexpr double kInt4OfInt8 = 0.25;
constexpr int kSumBits = 32;
constexpr double kMacsOfLane =
    2;  // a lane's datapath with its bypasses over its adder and multiplier

std::string multiplier_of(DType dtype) {
  switch (dtype) {
    case DType::Int4:
    case DType::Int8:
      return "mult.int8.";
    case DType::Int16:
    case DType::Int32:
      return "mult.int32.";
    case DType::Fp8:
    case DType::Bf16:
      return "mult.bf16.";
    case DType::Fp16:
    case DType::Tf32:
      return "mult.fp16.";
    case DType::Fp32:
      return "mult.fp32.";
  }
  return {};
}

bool is_integer(DType dtype) {
  return dtype == DType::Int4 || dtype == DType::Int8 || dtype == DType::Int16 ||
         dtype == DType::Int32;
}

}  // namespace

double Technology::mac(DType dtype, const std::string& quantity) const {
  double mult = at(multiplier_of(dtype) + quantity).value;
  if (dtype == DType::Int4) mult *= kInt4OfInt8;
  if (dtype == DType::Fp8) mult *= kFp8OfBf16;
  if (dtype == DType::Int16) mult = std::sqrt(mult * at("mult.int8." + quantity).value);
  const double add = at((is_integer(dtype) ? "add.int32." : "add.fp32.") + quantity).value;
  const auto registers = static_cast<double>(2 * bits(dtype) + kSumBits);
  return mult + add + registers * at("register." + quantity).value;
}

Sourced Technology::mac_j(DType dtype) const {
  return {mac(dtype, "energy"), "derived: multiplier, adder, registers; multiplier " +
                                    at(multiplier_of(dtype) + "energy").source};
}

Sourced Technology::mac_mm2(DType dtype) const {
  return {mac(dtype, "area") * at("placement").value, "derived: cells x placement"};
}

Sourced Technology::lane_op_j() const {
  return {(at("mult.fp32.energy").value + at("add.fp32.energy").value) / 2 +
              3 * kSumBits * at("register.energy").value,
          "derived: FP32 units and registers, " + at("mult.fp32.energy").source};
}

Sourced Technology::lane_mm2() const {
  return {kMacsOfLane * mac(DType::Fp32, "area") * at("placement").value,
          "assumed: twice a placed FP32 multiply-accumulate"};
}

Sourced Technology::sram_read_bit_j(Bytes macro) const {
  return {
      at("sram.base").value + at("sram.slope").value * std::sqrt(static_cast<double>(macro.value)),
      at("sram.base").source};
}

Sourced Technology::sram_write_bit_j(Bytes macro) const {
  const Sourced read = sram_read_bit_j(macro);
  return {read.value * at("sram.write_factor").value, read.source};
}

Sourced Technology::sram_mm2(Bytes capacity) const {
  return {
      static_cast<double>(capacity.value) * 8 * at("sram.bitcell").value / at("sram.density").value,
      at("sram.density").source};
}

}  // namespace fluxgate::energy
