#include "models/sfq/architecture/activity.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace fluxgate::sfq {
namespace {

constexpr double kSetBits = 0.5;  // of weights and bit planes

double shifts_of_bank(double bits, const Description& d) {
  return bits * static_cast<double>(d.bank_depth);
}

}  // namespace

ArrayActivity layer_activity(const LayerWork& w, const Description& d, const ArrayOutcome& o) {
  ArrayActivity a;
  double slots = 0, load_bits = 0, partial_bits = 0;
  for (const ArrayCounts& array : o.arrays) {
    a.synapse_reads += array.synapse_reads;
    slots += array.slots;
    load_bits += array.load_bits;
    partial_bits += array.partial_bits;
  }
  a.merger_pulses = a.synapse_reads * kSetBits * static_cast<double>(tree_depth(d.rows));
  a.adder_slots = slots * static_cast<double>(d.cols * d.membrane_bits);
  a.neuron_updates = static_cast<double>(w.groups * w.vectors * w.cols * d.membrane_bits);
  // Every bit passes, on average, half of its row's register.
  const double shadow = load_bits * static_cast<double>(d.cols * d.weight_bits) / 2;
  const double streamed = static_cast<double>(w.groups * w.vectors * w.rows * w.streamed_bits) /
                          static_cast<double>(w.window);
  const auto results = static_cast<double>(w.output_elements * w.output_bits);
  a.shift_moves = shifts_of_bank(streamed + results, d);
  a.shadow_moves = shadow;
  a.partial_moves = shifts_of_bank(partial_bits, d);
  if (w.is_held_weight && d.store == WeightStore::ShiftRegister)
    a.store_moves = shifts_of_bank(load_bits, d);
  if (w.is_held_weight && d.store == WeightStore::Ndro) a.store_reads = load_bits;
  a.link_bits = o.link_bits;
  a.io_bits = o.io_bits;
  a.encoder_moves = o.io_bits * static_cast<double>(d.analog_bits) / 2;
  return a;
}

ArrayActivity spatial_activity(const LayerWork& w, const Description& d) {
  ArrayActivity a;
  const auto vectors = static_cast<double>(w.groups * w.vectors);
  const auto banks = static_cast<double>(ceil_div(std::max<std::int64_t>(w.rows, 1), d.rows));
  const auto columns = static_cast<double>(w.cols);
  const std::int64_t rows = std::min(w.rows, d.rows);
  const auto bits = static_cast<double>(w.held_bits);
  a.synapse_reads = vectors * static_cast<double>(w.rows) * w.pulses * columns * bits;
  a.merger_pulses = a.synapse_reads * kSetBits * static_cast<double>(tree_depth(rows));
  if (w.groups > 0)
    a.adder_slots = vectors * vector_slots(w, rows, w.rows > d.rows, true) * columns * banks *
                    static_cast<double>(d.membrane_bits);
  a.neuron_updates = vectors * columns * static_cast<double>(d.membrane_bits);
  const auto results = static_cast<double>(w.output_elements * w.output_bits);
  a.shift_moves = shifts_of_bank(results, d);
  if (w.is_from_outside) {
    a.io_bits =
        vectors * static_cast<double>(w.rows * w.streamed_bits) / static_cast<double>(w.window);
    a.encoder_moves = a.io_bits * static_cast<double>(d.analog_bits) / 2;
  }
  return a;
}

void add(ArrayActivity& sum, const ArrayActivity& more) {
  sum.synapse_reads += more.synapse_reads;
  sum.merger_pulses += more.merger_pulses;
  sum.adder_slots += more.adder_slots;
  sum.neuron_updates += more.neuron_updates;
  sum.shift_moves += more.shift_moves;
  sum.encoder_moves += more.encoder_moves;
  sum.shadow_moves += more.shadow_moves;
  sum.partial_moves += more.partial_moves;
  sum.store_moves += more.store_moves;
  sum.store_reads += more.store_reads;
  sum.link_bits += more.link_bits;
  sum.io_bits += more.io_bits;
}

std::vector<Count> activity_counts(const ArrayActivity& a) {
  const auto count = [](const char* name, const char* unit, double value) {
    return Count{name, unit, std::llround(value)};
  };
  return {count("synapse_reads", "bit", a.synapse_reads),
          count("merger_pulses", "pulse", a.merger_pulses),
          count("adder_slots", "bit", a.adder_slots),
          count("neuron_updates", "bit", a.neuron_updates),
          count("shift_moves", "bit", a.shift_moves),
          count("encoder_moves", "bit", a.encoder_moves),
          count("shadow_moves", "bit", a.shadow_moves),
          count("partial_moves", "bit", a.partial_moves),
          count("store_moves", "bit", a.store_moves),
          count("store_reads", "bit", a.store_reads),
          count("link_bits", "bit", a.link_bits),
          count("io_bits", "bit", a.io_bits)};
}

std::vector<Count> array_counts(const ArrayOutcome& o, const ArrayActivity& activity) {
  std::vector<Count> counts;
  for (std::size_t i = 0; i < o.arrays.size(); ++i) {
    const ArrayCounts& c = o.arrays[i];
    const std::string path = fmt::format("array{}.", i);
    counts.push_back({path + "busy_fs", "fs", c.busy.value});
    counts.push_back({path + "stall_weights_fs", "fs", c.stall_weights.value});
    counts.push_back({path + "stall_inputs_fs", "fs", c.stall_inputs.value});
    counts.push_back({path + "idle_fs", "fs", c.idle.value});
  }
  for (const Count& count : activity_counts(activity)) counts.push_back(count);
  return counts;
}

std::vector<Invariant> array_invariants(const ArrayOutcome& o,
                                        const std::vector<Program>& programs) {
  bool adds_up = true;
  double asked = 0, carried = 0;
  for (const ArrayCounts& c : o.arrays) {
    adds_up = adds_up && c.busy + c.stall_weights + c.stall_inputs + c.idle == o.elapsed;
    carried += c.row_pulses;
  }
  for (const Program& program : programs)
    for (const Step& step : program.steps) asked += step.row_pulses;
  return {{"accounting", adds_up, "an array's busy + stalls + idle differ from the elapsed time"},
          {"conservation", std::abs(asked - carried) <= 1e-9 * asked,
           fmt::format("{} pulses asked for, {} carried", asked, carried)}};
}

std::string bound_by(const ArrayOutcome& o) {
  TimeFs busy{};
  for (const ArrayCounts& c : o.arrays) busy = std::max(busy, c.busy);
  const std::pair<TimeFs, const char*> parts[] = {
      {busy, "array"}, {o.link_busy, "link"}, {o.io_busy, "io"}};
  const auto& most = *std::max_element(std::begin(parts), std::end(parts));
  return 2 * most.first.value < o.elapsed.value ? "latency" : most.second;
}

double read_bits(const std::vector<Program>& programs, const LayerWork& w, const Description& d) {
  double bits = 0;
  for (const Program& program : programs)
    for (const Step& step : program.steps) {
      if (w.is_held_weight && d.store == WeightStore::CryoCmos)
        bits += static_cast<double>(step.load_bits);
      if (!w.is_from_outside) bits += step.input_bits;
    }
  return bits;
}
double written_bits(const std::vector<Program>& programs) {
  double bits = 0;
  for (const Program& program : programs)
    for (const Step& step : program.steps) bits += step.output_bits;
  return bits;
}

}  // namespace fluxgate::sfq
