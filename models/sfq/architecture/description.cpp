#include "models/sfq/architecture/description.h"

namespace fluxgate::sfq {
namespace {

void read_array(Params params, Description& d) {
  d.rows = params.count("rows", 128, "input lines of an array; spatial: of one bank", "assumed", 2);
  d.cols = params.count("cols", 64, "neuron columns of an array", "assumed", 2);
  d.arrays = params.count("count", 4, "arrays (time_multiplexed)", "assumed");
  d.weight_bits = params.count(
      "weight_bits", 4, "bits of one synapse; a wider weight takes several columns", "assumed");
  d.has_shadow = params.flag(
      "shadow", true, "second register a synapse: loading hides behind computing", "assumed");
  d.membrane_bits =
      params.count("membrane_bits", 16, "bits of a neuron's accumulator", "assumed", 4);
  d.partial_sums = params.bytes("partial_sums", 128_KiB,
                                "sums of one array that wait for the next tile of rows", "assumed");
}

void read_clocking(Params params, Description& d) {
  d.flow = static_cast<ClockFlow>(params.choice("flow", 0, {"tree", "concurrent", "counter"},
                                                "how the clock reaches the gates", "assumed"));
  d.timing_margin = params.ratio(
      "margin", 0.1, "share added to every period for skew, jitter and spread", "assumed");
}

void read_memories(Params& params, Description& d) {
  Params store = params.group("weight_store");
  d.store = static_cast<WeightStore>(store.choice(
      "kind", 2, {"shift_register", "ndro", "cryo_cmos"}, "where weights wait", "assumed"));
  d.store_capacity = store.bytes("capacity", 64_MiB, "size of the weight store", "assumed");
  d.store_word_bits =
      store.count("word_bits", 64, "bits an access of an NDRO store gives", "assumed");
  Params buffer = params.group("spike_buffer");
  d.spike_buffer =
      buffer.bytes("capacity", 16_KiB, "shift registers for spikes between layers", "assumed");
  d.bank_depth =
      buffer.count("bank_depth", 64, "bits of a shift register that move together", "assumed");
  Params encoder = params.group("encoder");
  d.analog_bits = encoder.count("analog_bits", 8, "bit planes of a value from outside", "assumed");
  d.graded_bits =
      encoder.count("graded_bits", 8, "bit planes of a sum that no neuron has cut back", "assumed");
  Params link = params.group("link");
  d.link_rate =
      link.rate("rate", BytesPerSecond(64e9), "cryo-CMOS memory to SFQ and back", "assumed");
  d.link_latency = link.time("latency", TimeFs(2'000'000), "first data of a transfer", "assumed");
  Params io = params.group("io");
  d.io_lines = io.count("lines", 32, "lines to room temperature, each direction", "assumed");
  d.line_bits_per_s = io.hertz("line_rate", Hertz(10e9), "bits a line and second", "assumed").value;
  d.io_latency = io.time("latency", TimeFs(10'000'000), "cable, one way", "assumed");
}

}  // namespace

Description read_architecture(Params& params) {
  Description d;
  d.mode = static_cast<ArrayMode>(
      params.choice("mode", 1, {"spatial", "time_multiplexed"},
                    "every layer has synapses of its own, or tiles take turns", "assumed"));
  d.technology = params.text("technology", "rsfq", "bias scheme: rsfq, ersfq, esfq");
  read_array(params.group("array"), d);
  read_clocking(params.group("clocking"), d);
  read_memories(params, d);
  Params limits = params.group("limits");
  d.junction_limit = limits.ratio("junctions", 0, "refuse a larger machine; 0 = none", "assumed");
  return d;
}

}  // namespace fluxgate::sfq
