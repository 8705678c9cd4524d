#include "models/energy/technology.h"

#include <cmath>

namespace fluxgate::energy {
namespace {

constexpr double kFp8OfBf16 = 0.25;  // significands of 4 bits against 8: product of widths
constexpr double kInt4OfInt8 = 0.25;
constexpr int kSumBits = 32;
constexpr double kPublishedWidth = 64;    // bits of the SRAM reads that were fitted
constexpr double kDecoderShare = 0.2;     // assumed: of such a read, whatever its width
constexpr double kLeakageTableC = 65;     // temperature of the tables' leakage
constexpr double kLeakageDoublingK = 20;  // assumed
// An INT32 adder and an INT8 multiplier of 45 nm in NAND2 of 0.798 um2 (Nangate 45 nm): the units'
// areas are published at each node, so that their sizes in gates hold for all.
constexpr double kAdderGates = 137 / 0.798, kMultiplierGates = 282 / 0.798;
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

Sourced at_temperature(const Sourced& leakage, double temperature_c) {
  return {leakage.value * std::pow(2, (temperature_c - kLeakageTableC) / kLeakageDoublingK),
          leakage.source};
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

Sourced Technology::sram_read_bit_j(Bytes macro, std::int64_t width_bits) const {
  const double of_width =
      1 - kDecoderShare + kDecoderShare * kPublishedWidth / static_cast<double>(width_bits);
  return {of_width * (at("sram.base").value +
                      at("sram.slope").value * std::sqrt(static_cast<double>(macro.value))),
          at("sram.base").source};
}

Sourced Technology::sram_write_bit_j(Bytes macro, std::int64_t width_bits) const {
  const Sourced read = sram_read_bit_j(macro, width_bits);
  return {read.value * at("sram.write_factor").value, read.source};
}

Sourced Technology::logic_leakage_w_mm2(double temperature_c) const {
  return at_temperature(at("leakage_logic"), temperature_c);
}

Sourced Technology::sram_leakage_w_mm2(double temperature_c) const {
  return at_temperature(at("leakage_sram"), temperature_c);
}

Sourced Technology::gate_j() const {
  return {(at("add.int32.energy").value / kAdderGates +
           at("mult.int8.energy").value / kMultiplierGates) /
              2,
          "derived: integer units over their NAND2, " + at("add.int32.energy").source};
}

Sourced Technology::gate_mm2() const {
  return {
      (at("add.int32.area").value / kAdderGates + at("mult.int8.area").value / kMultiplierGates) /
          2,
      "derived: integer units over their NAND2, " + at("add.int32.area").source};
}

Sourced Technology::unit_mm2(const Sourced& gates) const {
  return {gates.value * gate_mm2().value * at("placement").value, gates.source};
}

Sourced Technology::sram_mm2(Bytes capacity) const {
  return {
      static_cast<double>(capacity.value) * 8 * at("sram.bitcell").value / at("sram.density").value,
      at("sram.density").source};
}

}  // namespace fluxgate::energy
