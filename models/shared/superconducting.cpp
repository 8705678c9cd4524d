#include "models/shared/superconducting.h"

#include <fmt/format.h>

#include "sim/core/config.h"
#include "sim/graph/share_path.h"

namespace fluxgate {
namespace {

constexpr double kPico = 1e-12, kAtto = 1e-18, kMilli = 1e-3, kMicro = 1e-6;

Superconducting::Block read_block(Params params) {
  Superconducting::Block b;
  b.junctions = params.ratio("junctions", 0, "Josephson junctions", "assumed");
  b.bias_a = params.ratio("bias_ma", 0, "bias current, mA", "assumed") * kMilli;
  b.energy_j = params.ratio("energy_aj", 0, "work of the bias a clock, aJ", "assumed") * kAtto;
  return b;
}

std::string source_of(const Params& params, const std::string& path) {
  for (const Declared& d : params.declared())
    if (d.path == path) return d.source;
  return "assumed";
}

}  // namespace

Superconducting::Superconducting(const std::string& id) : id_(id) {
  if (id != "rsfq" && id != "ersfq" && id != "esfq")
    throw ConfigError(fmt::format("technology: '{}' is unknown; known: rsfq, ersfq, esfq", id));
  const ConfigNode root = read_yaml_file(share_path("models/technology/" + id + ".yaml"));
  Params params(root);
  (void)params.text("summary", "", "one line");
  static_v_ =
      params.ratio("static_mv", 0, "voltage over the bias resistors, mV", "assumed") * kMilli;
  dynamic_factor_ = params.ratio("dynamic_factor", 1, "work of all over that of cells", "assumed");
  junctions_per_mm2_ = params.ratio("junctions_per_mm2", 0, "density of cells", "assumed");
  mac_ = read_block(params.group("mac"));
  buffer_bit_ = read_block(params.group("buffer_bit"));
  vector_lane_ = read_block(params.group("vector_lane"));
  special_table_ = read_block(params.group("special_table"));
  sequencer_ = read_block(params.group("sequencer"));
  Params cold = params.group("cold"), warm = params.group("warm");
  cold_store_j_ = cold.ratio("store_pj_per_bit", 0, "memory at 4 K", "assumed") * kPico;
  cold_link_j_ = cold.ratio("link_pj_per_bit", 0, "SFQ to cryo-CMOS", "assumed") * kPico;
  cold_io_j_ = cold.ratio("io_pj_per_bit", 0, "output amplifiers at 4 K", "assumed") * kPico;
  line_heat_w_ = cold.ratio("line_uw", 0, "heat of one line, uW", "assumed") * kMicro;
  warm_io_j_ = warm.ratio("io_pj_per_bit", 0, "drivers at 300 K", "assumed") * kPico;
  warm_memory_j_ = warm.ratio("memory_pj_per_bit", 0, "memory at 300 K", "assumed") * kPico;
  params.finish();
  static_source_ = source_of(params, "static_mv");
  dynamic_source_ = source_of(params, "dynamic_factor");
  density_source_ = source_of(params, "junctions_per_mm2");
}

void Superconducting::add_part(EnergyModel& model, const std::string& component, double junctions,
                               double bias_a) const {
  model.background.push_back({component, "static bias", bias_a * static_v_, static_source_});
  model.area.push_back({component, density_source_, junctions / junctions_per_mm2_});
}

Price Superconducting::price(const std::string& count, const std::string& component,
                             const std::string& action, double energy_j) const {
  return {count, component, action, energy_j * dynamic_factor_, dynamic_source_, ""};
}

Cryogenic Superconducting::cryogenic(double lines, double bits_per_s_a_line,
                                     double warm_memory_bits_per_s) const {
  Cryogenic c;
  c.cable_heat_w = lines * line_heat_w_;
  c.warm_electronics_w =
      lines * bits_per_s_a_line * warm_io_j_ + warm_memory_bits_per_s * warm_memory_j_;
  return c;
}

}  // namespace fluxgate
