/// Energy and area of actions at a CMOS node, read from models/technology/<id>.yaml. Nodes without
/// published numbers lie between two that have them:
///   value(n) = small * (large / small)^(ln(n / n_small) / ln(n_large / n_small))
/// (a straight line in log-log; the published pairs at 45 and 7 nm and synthesis with predictive 2
/// nm cells are the ends). The polynomials of Stillmaker and Baas (2017) are not used: from 45 to 7
/// nm they give a factor of 17, the published pairs 2.8 (multipliers) to 3.3 (adders).
///
/// Derived actions: multiply-accumulate = multiplier + adder + registers of both operands and the
/// sum; INT4 and FP8 multipliers by the product of their widths.
/// SRAM, one bit of an access of `width` bits: (base + slope * sqrt(bytes of the macro)) *
/// (1 - s + s * 64 / width), s the share of decoder and word line in the published 64-bit reads;
/// a write costs write_factor reads.
/// Leakage: that of the table at 65 C, doubled every 20 K above.
/// A NAND2 equivalent of synthesised logic: mean energy and area of the table's integer units over
/// their size in NAND2, which cross-checks the prices against rtl/synthesis.csv (docs/energy.md).
/// Leaves out: voltage scaling, glitches, clock gating.
#pragma once
#include <map>
#include <string>

#include "sim/core/units.h"
#include "sim/graph/operator.h"

namespace fluxgate::energy {

/// A number with where it comes from.
struct Sourced {
  double value = 0;
  std::string source;
};

class Technology {
 public:
  /// ConfigError for an unknown id (nearest named), a bad key or value.
  [[nodiscard]] static const Technology& load(const std::string& id);
  [[nodiscard]] static std::vector<std::string> ids();

  [[nodiscard]] double node_nm() const { return node_nm_; }
  [[nodiscard]] Sourced mac_j(DType dtype) const;
  [[nodiscard]] Sourced mac_mm2(DType dtype) const;  // placed
  /// One FP32 operation of a vector lane: mean of multiply and add, three 32-bit registers.
  [[nodiscard]] Sourced lane_op_j() const;
  [[nodiscard]] Sourced lane_mm2() const;
  [[nodiscard]] Sourced instruction_j() const { return at("instruction"); }
  [[nodiscard]] Sourced register_bit_j() const { return at("register.energy"); }
  [[nodiscard]] Sourced sram_read_bit_j(Bytes macro, std::int64_t width_bits = 64) const;
  [[nodiscard]] Sourced sram_write_bit_j(Bytes macro, std::int64_t width_bits = 64) const;
  [[nodiscard]] Sourced sram_mm2(Bytes capacity) const;
  /// A bit over a millimetre of wire.
  [[nodiscard]] Sourced wire_bit_mm_j() const { return at("wire"); }
  [[nodiscard]] Sourced logic_leakage_w_mm2(double temperature_c) const;
  [[nodiscard]] Sourced sram_leakage_w_mm2(double temperature_c) const;
  /// One operation of logic, by NAND2 equivalents (an INT32 adder is the yardstick).
  [[nodiscard]] Sourced gate_j() const;
  [[nodiscard]] Sourced gate_mm2() const;
  /// Placed area of a unit of so many NAND2; its source is the unit's.
  [[nodiscard]] Sourced unit_mm2(const Sourced& gates) const;

 private:
  [[nodiscard]] const Sourced& at(const std::string& name) const { return numbers_.at(name); }
  [[nodiscard]] double mac(DType dtype, const std::string& quantity) const;
  [[nodiscard]] static Technology read(const std::string& id);
  [[nodiscard]] static Technology between(const Technology& small, const Technology& large,
                                          double node_nm);

  double node_nm_ = 0;
  std::map<std::string, Sourced> numbers_;  // "mult.int8.energy", J, mm2, W a mm2
};

/// NAND2 equivalents of one lane, by our own synthesis (models/technology/rtl_units.yaml).
struct RtlUnits {
  Sourced scan_lane, special_lane;
};
[[nodiscard]] RtlUnits load_rtl_units();

}  // namespace fluxgate::energy
