/// A superconducting technology (models/technology/rsfq, ersfq, esfq) and the energy model of a
/// chip made in it.
///
///   static   bias current x static voltage (RSFQ; 0 for ERSFQ and eSFQ), a background power
///   dynamic  work of the bias sources for every operation of a cell, x dynamic factor (what the
///            bias network of ERSFQ switches on top)
///   lines    heat of the cables at 4 K; drivers, receivers and memory at 300 K at their full rate
/// The engine adds them up and gives chip, cables and every cooling factor together
/// (sim/stats/energy.h). Static and dynamic of RSFQ are added, as the field does, although the bias
/// sources give less into resistors while junctions switch (below 2 %). Leaves out: cooling of
/// intermediate stages, bias current leads, losses of supplies at 300 K.
#pragma once
#include <string>
#include <vector>

#include "sim/contract/energy.h"
#include "sim/contract/figures.h"

namespace fluxgate {

class Superconducting {
 public:
  /// What a block of cells is and needs.
  struct Block {
    double junctions = 0, bias_a = 0, energy_j = 0;
  };
  /// ConfigError for an unknown id or a bad file.
  explicit Superconducting(const std::string& id);

  [[nodiscard]] const Block& mac() const { return mac_; }
  [[nodiscard]] const Block& buffer_bit() const { return buffer_bit_; }
  [[nodiscard]] const Block& vector_lane() const { return vector_lane_; }
  [[nodiscard]] const Block& special_table() const { return special_table_; }  // beside a lane
  [[nodiscard]] const Block& sequencer() const { return sequencer_; }          // energy: one step
  [[nodiscard]] double static_v() const { return static_v_; }
  [[nodiscard]] double cold_store_j() const { return cold_store_j_; }  // a bit
  [[nodiscard]] double cold_link_j() const { return cold_link_j_; }
  [[nodiscard]] double cold_io_j() const { return cold_io_j_; }

  /// One part of the chip into the model: its static power, its area.
  void add_part(EnergyModel& model, const std::string& component, double junctions,
                double bias_a) const;
  /// Work of cells for one count.
  [[nodiscard]] Price price(const std::string& count, const std::string& component,
                            const std::string& action, double energy_j) const;
  /// `warm_memory_bits_per_s`: of a memory at 300 K behind the lines.
  [[nodiscard]] Cryogenic cryogenic(double lines, double bits_per_s_a_line,
                                    double warm_memory_bits_per_s) const;

 private:
  std::string id_;
  double static_v_ = 0, dynamic_factor_ = 1, junctions_per_mm2_ = 0;
  Block mac_, buffer_bit_, vector_lane_, special_table_, sequencer_;
  double cold_store_j_ = 0, cold_link_j_ = 0, cold_io_j_ = 0;
  double line_heat_w_ = 0;
  double warm_io_j_ = 0, warm_memory_j_ = 0;  // a bit
  std::string static_source_, dynamic_source_, density_source_;
};

}  // namespace fluxgate
