/// What a run of the SFQ machine comes to: energy by part, pace, junctions.
///
/// Price of a count (blocks.h): a synapse read is an NDRO and a splitter; a merger pulse a merger;
/// an adder slot half of the gates of a full adder and all of its clock splitters; a neuron update
/// half of a neuron bit; a move of a shift register a flip-flop and its splitter; a store read an
/// NDRO, two splitters and a merger; a bit from outside a dc-to-SFQ converter. A bit of the link
/// costs the cryo-CMOS memory and the interface. The clock stands while an array waits.
#include "models/sfq/architecture/neuromorphic.h"

namespace fluxgate::sfq {

EnergyModel Neuromorphic::energy_model() const {
  const Description& d = description_;
  const auto price = [&](const char* count, const char* component, const char* action,
                         const Bill& bill, double share) {
    return technology_.price(count, component, action, library_.energy_j(bill) * share);
  };
  const Bill move = Bill().add("dff", 1).add("split", 1);
  const Bill store = Bill().add("ndro", 1).add("split", 2).add("merge", 1);
  EnergyModel m;
  m.prices = {price("synapse_reads", "synapses", "read", Bill().add("ndro", 1).add("split", 1), 1),
              price("merger_pulses", "synapses", "merge", Bill().add("merge", 1), 1),
              price("shadow_moves", "synapses", "load", move, 1),
              price("adder_slots", "accumulators", "add", adder_bit(), 0.5),
              price("adder_slots", "clock", "splitters", adder_bit_clock(), 1),
              price("neuron_updates", "neurons", "update", neuron_bit(), 0.5),
              price("shift_moves", "spike_buffer", "shift", move, 1),
              price("encoder_moves", "encoders", "shift", move, 1),
              price("partial_moves", "partial_sums", "shift", move, 1),
              price("store_moves", "weight_store", "shift", move, 1),
              price("store_reads", "weight_store", "read", store, 1),
              price("io_bits", "input_output", "convert", Bill().add("dcsfq", 1), 1),
              {"link_bits", "cryo_cmos", "memory and link",
               technology_.cold_store_j() + technology_.cold_link_j(), "assumed", ""}};
  for (const MachinePart& part : parts_)
    technology_.add_part(m, part.name, library_.junctions(part.bill), library_.bias_a(part.bill));
  m.cryogenic = technology_.cryogenic(2.0 * static_cast<double>(d.io_lines), d.line_bits_per_s, 0);
  return m;
}

std::vector<Figure> Neuromorphic::figures(const RunSums& sums) const {
  const double s = seconds(sums.time);
  const TimeFs pace = is_spatial() ? slowest_layer_ : sums.time;
  std::vector<Figure> list{
      {"slot_s", "s", seconds(slot_), "one pulse of a row to all columns"},
      {"time_step_s", "s", s / static_cast<double>(sums.time_steps), "run over time steps"},
      {"throughput_per_s", "1/s", static_cast<double>(sums.batch) / seconds(pace),
       is_spatial() ? "inputs a second that follow each other: the slowest layer" : "inputs"}};
  for (const MachinePart& part : parts_)
    list.push_back({"part." + part.name + ".junctions", "", library_.junctions(part.bill),
                    "Josephson junctions"});
  list.push_back({"junctions", "", junctions(), "Josephson junctions in all"});
  return list;
}

}  // namespace fluxgate::sfq
