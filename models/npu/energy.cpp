#include "models/npu/energy.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "models/energy/dram_energy.h"
#include "models/energy/technology.h"

namespace fluxgate::npu {
namespace {

using energy::Sourced;
using energy::Technology;

constexpr double kClockPinShare = 0.3;  // of a register's energy, in every cycle
constexpr int kSumBits = 32;
constexpr std::int64_t kSharedSlices = 64;
constexpr double kHostByteJ = 44e-12;   // 5.5 pJ a bit of a 112G SerDes, both ends
constexpr double kRouterRegisters = 2;  // a bit is written into and read from a buffer at each hop

class Builder {
 public:
  explicit Builder(const Description& d) : d_(d), t_(Technology::load(d.technology)) {}

  EnergyModel build() {
    areas();
    arrays();
    vectors();
    srams();
    memory();
    leakage();
    m_.power_limit_w = d_.power_limit_w;
    return std::move(m_);
  }

 private:
  void price(const std::string& count, const char* component, const std::string& action,
             const Sourced& one, double times = 1) {
    m_.prices.push_back({count, component, action, one.value * times, one.source, ""});
  }
  void free(const std::string& count, const char* component, const char* why) {
    m_.prices.push_back({count, component, "free", 0, "derived: " + std::string(why), why});
  }
  void area(const char* component, const Sourced& one, double times = 1) {
    if (one.value * times > 0) m_.area.push_back({component, one.source, one.value * times});
  }
  [[nodiscard]] double cells() const {
    return static_cast<double>(d_.array.rows * d_.array.cols * d_.array.count * d_.cores);
  }
  [[nodiscard]] bool has(DType type) const { return d_.rate(type) > 0; }
  [[nodiscard]] Bytes bank() const { return Bytes(d_.scratchpad.value / d_.scratchpad_banks); }

  void areas() {
    Sourced largest{0, "derived"};
    for (std::size_t i = 0; i < kDTypes; ++i) {
      const auto type = static_cast<DType>(i);
      const Sourced one = t_.mac_mm2(type);
      if (has(type) && one.value > largest.value) largest = one;
    }
    const auto cores = static_cast<double>(d_.cores);
    area("array", largest, cells());
    const energy::RtlUnits units = energy::load_rtl_units();
    area("vector", t_.lane_mm2(), static_cast<double>(d_.vector_lanes) * cores);
    area("special", t_.unit_mm2(units.special_lane), static_cast<double>(d_.special_lanes) * cores);
    area("scan", t_.unit_mm2(units.scan_lane), static_cast<double>(d_.scan_lanes) * cores);
    area("scratchpad", t_.sram_mm2(d_.scratchpad), cores);
    area("accumulator", t_.sram_mm2(d_.accumulator), cores);
    area("shared", t_.sram_mm2(d_.shared_capacity));
    area("other", {d_.other_area_mm2, "assumed: PHYs, host interface, spare parts"});
    for (const AreaPart& part : m_.area) die_mm2_ += part.area_mm2;
  }

  void arrays() {
    double widest = 0;
    for (std::size_t i = 0; i < kDTypes; ++i) {
      const auto type = static_cast<DType>(i);
      price("macs." + to_string(type), "array", "mac " + to_string(type), t_.mac_j(type));
      if (has(type)) widest = std::max(widest, static_cast<double>(bits(type)));
    }
    free("core*.macs", "array", "priced by type as macs.<type>");
    const double clocked_bits = cells() * (2 * widest + kSumBits);
    m_.background.push_back(
        {"array", "clock",
         clocked_bits * t_.register_bit_j().value * kClockPinShare * d_.clock.value,
         "derived: clock pins of the array's registers, never gated"});
    const Bytes column(std::max<std::int64_t>(1, d_.accumulator.value / d_.array.cols));
    price("core*.accumulator_bytes", "accumulator", "read and write",
          t_.sram_write_bit_j(column, kSumBits), 8);
  }

  void vectors() {
    price("core*.vector_ops", "vector", "lane operation", t_.lane_op_j());
    price("core*.steps", "sequencer", "instruction", t_.instruction_j());
  }

  void srams() {
    price("core*.scratchpad_bytes", "scratchpad", "read and write",
          t_.sram_read_bit_j(bank(), 8 * d_.bank_width.value), 8);
    const Bytes slice(std::max<std::int64_t>(1, d_.shared_capacity.value / kSharedSlices));
    price("memory.shared_bytes", "shared", "read and write", t_.sram_read_bit_j(slice), 8);
  }

  void memory() {
    const double hop_mm = std::sqrt(die_mm2_) / 2;
    for (const char* count : {"memory.read_bytes", "memory.write_bytes", "memory.shared_bytes"}) {
      price(count, "noc", fmt::format("{:.1f} mm of wire", hop_mm), t_.wire_bit_mm_j(), 8 * hop_mm);
      price(count, "noc", "router", t_.register_bit_j(), 8 * kRouterRegisters);
    }
    price("host.read_bytes", "link", "byte from the host",
          {kHostByteJ, "derived: 5.5 pJ a bit of a 112G SerDes (NVIDIA, NVLink-C2C)"});
    if (d_.memory.is_ideal) {
      for (const char* count : {"memory.read_bytes", "memory.write_bytes", "memory.activates"})
        free(count, "dram", "ideal memory has no parts");
      return;
    }
    const energy::DramEnergy e = energy::load_dram_energy(d_.memory.standard->name);
    price("memory.activates", "dram", "activate", e.activate_j);
    for (const auto& [count, what] :
         {std::pair{"memory.read_bytes", "read"}, std::pair{"memory.write_bytes", "write"}}) {
      price(count, "dram", what, e.array_bit_j, 8);
      price(count, "dram", "link", e.link_bit_j, 8);
      price(count, "dram", "host", e.host_bit_j, 8);
    }
    m_.background.push_back({"dram", "standing",
                             e.standing_w.value * static_cast<double>(d_.memory.channels),
                             e.standing_w.source});
    const double rows = static_cast<double>(d_.memory_capacity->value) /
                        static_cast<double>(d_.memory.standard->row_bytes);
    const Sourced refresh = e.refresh_w(rows, d_.temperature_c);
    m_.background.push_back({"dram", "refresh", refresh.value, refresh.source});
  }

  void leakage() {
    m_.background.push_back({"other", "standing", d_.other_power_w,
                             "derived: idle power of the board less what the model has"});
    for (const AreaPart& part : m_.area) {
      const bool is_sram = part.component == "scratchpad" || part.component == "accumulator" ||
                           part.component == "shared";
      const Sourced density = is_sram ? t_.sram_leakage_w_mm2(d_.temperature_c)
                                      : t_.logic_leakage_w_mm2(d_.temperature_c);
      m_.background.push_back(
          {part.component, "leakage", density.value * part.area_mm2, density.source});
    }
  }

  const Description& d_;
  Technology t_;
  EnergyModel m_;
  double die_mm2_ = 0;
};

}  // namespace

EnergyModel energy_model(const Description& description) { return Builder(description).build(); }

}  // namespace fluxgate::npu
