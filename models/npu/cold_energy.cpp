/// Energy model of an NPU in a superconducting technology (models/shared/superconducting.h).
/// MACs: every cell of the array is clocked while the array is busy. Buffers: a byte read turns the
/// division that holds it, turn x 8 moves of a bit; a partial sum and a byte of shared memory turn
/// theirs alike. A vector operation clocks one lane, a step the sequencer. Memory and line drivers
/// stand at 300 K and run at full rate all the time. Leaves out: the table reads of special
/// functions (an operation costs the same on every lane), NoC.
#include <algorithm>

#include "models/npu/energy.h"
#include "models/npu/npu.h"
#include "models/shared/superconducting.h"
#include "sim/fabric/dram/timing.h"

namespace fluxgate::npu {
namespace {

constexpr double kLineBitsPerSecond = 10e9;  // derived: cryo_lines is counted for it

double bits_of(Bytes bytes) { return 8.0 * static_cast<double>(bytes.value); }

void add_buffer(EnergyModel& model, const Superconducting& t, const char* name, double bits) {
  t.add_part(model, name, bits * t.buffer_bit().junctions, bits * t.buffer_bit().bias_a);
}

/// Places a bit moves when a value is read: the length of one division.
double division_length(double bits, double bits_a_cycle, std::int64_t divisions) {
  return std::max(1.0, bits / (bits_a_cycle * static_cast<double>(divisions)));
}

/// Vector unit and sequencers of all cores.
struct Control {
  Superconducting::Block vector, sequencer;
};
Control control_of(const Description& d, const Superconducting& t) {
  const auto cores = static_cast<double>(d.cores);
  const auto special = static_cast<double>(d.special_lanes) * cores;
  const double lanes = static_cast<double>(d.vector_lanes + d.scan_lanes) * cores + special;
  Control c;
  c.vector.junctions = lanes * t.vector_lane().junctions + special * t.special_table().junctions;
  c.vector.bias_a = lanes * t.vector_lane().bias_a + special * t.special_table().bias_a;
  c.sequencer.junctions = cores * t.sequencer().junctions;
  c.sequencer.bias_a = cores * t.sequencer().bias_a;
  return c;
}

Price free_of(const char* count, const char* why) {
  return {count, "free", count, 0, std::string("derived: free, ") + why, why};
}

}  // namespace

EnergyModel cold_energy_model(const Description& d) {
  const Superconducting t(d.cold_technology);
  const auto cores = static_cast<double>(d.cores);
  const auto cells = static_cast<double>(d.array.rows * d.array.cols * d.array.count);
  const auto sum_bits = static_cast<double>(d.accumulator_bits);
  const double sum_length = division_length(
      bits_of(d.accumulator), static_cast<double>(d.array.cols) * sum_bits, d.scratchpad_divisions);
  const double shared_length = division_length(
      bits_of(d.shared_capacity), 8.0 * static_cast<double>(d.array.rows), d.scratchpad_divisions);
  const double turn = std::max(1.0, static_cast<double>(d.turn.value));
  const double move = t.buffer_bit().energy_j;
  EnergyModel m;
  m.prices = {t.price("core*.array.busy_cycles", "macs", "clocked cells", cells * t.mac().energy_j),
              t.price("core*.macs", "accumulator", "turn",
                      sum_bits * sum_length * move / static_cast<double>(d.array.rows)),
              t.price("core*.scratchpad_bytes", "scratchpad", "turn", 8 * turn * move),
              t.price("memory.shared_bytes", "shared_memory", "turn", 8 * shared_length * move),
              {"memory.read_bytes", "lines", "receivers", 8 * t.cold_io_j(), "assumed", ""},
              {"memory.write_bytes", "lines", "amplifiers", 8 * t.cold_io_j(), "assumed", ""},
              {"host.read_bytes", "lines", "receivers", 8 * t.cold_io_j(), "assumed", ""},
              t.price("core*.vector_ops", "vector", "clocked lanes", t.vector_lane().energy_j),
              t.price("core*.steps", "sequencer", "steps", t.sequencer().energy_j),
              free_of("core*.accumulator_bytes", "a partial sum turns its division, priced by MAC"),
              free_of("memory.activates", "the memory at 300 K is left out, its lines are not")};
  for (std::size_t i = 0; i < kDTypes; ++i)
    m.prices.push_back(free_of(("macs." + to_string(static_cast<DType>(i))).c_str(),
                               "cells are clocked whether they work or not"));
  t.add_part(m, "macs", cells * cores * t.mac().junctions, cells * cores * t.mac().bias_a);
  const Control control = control_of(d, t);
  t.add_part(m, "vector", control.vector.junctions, control.vector.bias_a);
  t.add_part(m, "sequencer", control.sequencer.junctions, control.sequencer.bias_a);
  add_buffer(m, t, "scratchpad", bits_of(d.scratchpad) * cores);
  add_buffer(m, t, "accumulator", bits_of(d.accumulator) * cores);
  add_buffer(m, t, "shared_memory", bits_of(d.shared_capacity));
  double memory_rate = 0;
  if (!d.memory.is_ideal)
    memory_rate = 8 * dram::peak_rate(*d.memory.standard).value *
                  static_cast<double>(d.memory.channels) * d.memory.tick_scale;
  m.cryogenic = t.cryogenic(static_cast<double>(d.cryo_lines), kLineBitsPerSecond, memory_rate);
  return m;
}

std::vector<Figure> Npu::figures(const RunSums&) const {
  const Description& d = description_;
  if (d.cold_technology.empty()) return {};
  const Superconducting t(d.cold_technology);
  const auto cores = static_cast<double>(d.cores);
  const double cells = static_cast<double>(d.array.rows * d.array.cols * d.array.count) * cores;
  const double bits =
      (bits_of(d.scratchpad) + bits_of(d.accumulator)) * cores + bits_of(d.shared_capacity);
  const Control control = control_of(d, t);
  const double macs = cells * t.mac().junctions, buffers = bits * t.buffer_bit().junctions;
  return {{"part.macs.junctions", "", macs, "Josephson junctions"},
          {"part.buffers.junctions", "", buffers, "Josephson junctions"},
          {"part.vector.junctions", "", control.vector.junctions, "Josephson junctions"},
          {"part.sequencer.junctions", "", control.sequencer.junctions, "Josephson junctions"},
          {"junctions", "", macs + buffers + control.vector.junctions + control.sequencer.junctions,
           "Josephson junctions in all"}};
}

}  // namespace fluxgate::npu
