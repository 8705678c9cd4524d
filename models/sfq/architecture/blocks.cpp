#include "models/sfq/architecture/blocks.h"

#include <algorithm>

namespace fluxgate::sfq {

Bill synapse_bit(const Description& d) {
  Bill bill;
  bill.add("ndro", 1).add("split", 1).add("merge", 1);
  if (d.has_shadow && d.mode == ArrayMode::TimeMultiplexed) bill.add(shift_bit());
  return bill;
}
Bill adder_bit() {
  return Bill().add("xor", 2).add("and2", 2).add("or2", 1).add("dff", 3).add("split", 4);
}
Bill adder_bit_clock() { return Bill().add("split", 8); }
Bill neuron_bit() { return Bill().add("ndro", 1).add("split", 1).add("merge", 2).add("and2", 1); }
Bill shift_bit() { return Bill().add("dff", 1).add("split", 1).add("jtl", 1); }

void add_parts(Parts& sum, const Parts& more) {
  for (const MachinePart& part : more) {
    const auto known = std::find_if(sum.begin(), sum.end(),
                                    [&](const MachinePart& p) { return p.name == part.name; });
    if (known == sum.end())
      sum.push_back(part);
    else
      known->bill.add(part.bill);
  }
}

Parts array_parts(const Description& d, double synapse_bits, double columns, double rows) {
  const double sums = columns * static_cast<double>(d.membrane_bits);
  return {{"synapses", Bill().add(synapse_bit(d), synapse_bits).add("jtl", rows)},
          {"accumulators", Bill().add(adder_bit(), sums)},
          {"neurons", Bill().add(neuron_bit(), sums)},
          {"clock", Bill().add(adder_bit_clock(), sums).add("split", sums)}};
}

Parts memory_parts(const Description& d) {
  const auto bits = [](Bytes bytes) { return 8.0 * static_cast<double>(bytes.value); };
  const double link_lines = std::ceil(8 * d.link_rate.value / d.line_bits_per_s);
  const auto io = static_cast<double>(d.io_lines);
  Parts parts{{"spike_buffer", Bill().add(shift_bit(), bits(d.spike_buffer))},
              {"encoders", Bill().add(shift_bit(), static_cast<double>(d.rows * d.analog_bits))},
              {"input_output", Bill().add("dcsfq", io + link_lines).add("sfqdc", io + link_lines)}};
  if (d.mode == ArrayMode::Spatial) return parts;
  parts.push_back({"partial_sums",
                   Bill().add(shift_bit(), bits(d.partial_sums) * static_cast<double>(d.arrays))});
  if (d.store == WeightStore::ShiftRegister)
    parts.push_back({"weight_store", Bill().add(shift_bit(), bits(d.store_capacity))});
  if (d.store == WeightStore::Ndro)
    parts.push_back({"weight_store", Bill()
                                         .add("ndro", bits(d.store_capacity))
                                         .add("split", 2 * bits(d.store_capacity))
                                         .add("merge", bits(d.store_capacity))});
  return parts;
}

}  // namespace fluxgate::sfq
