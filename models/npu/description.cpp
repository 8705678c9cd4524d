#include "models/npu/description.h"

#include "sim/fabric/clock_domain.h"
#include "sim/fabric/dram/timing.h"

namespace fluxgate::npu {
namespace {

ArrayDescription read_array(Params params) {
  ArrayDescription a;
  a.rows = params.count("rows", 128, "rows of multiply-accumulate cells", "assumed");
  a.cols = params.count("cols", 128, "columns of multiply-accumulate cells", "assumed");
  a.count = params.count("count", 1, "arrays in a core that share its scratchpad", "assumed");
  a.dataflow = static_cast<Dataflow>(
      params.choice("dataflow", 0, {"weight_stationary", "output_stationary", "input_stationary"},
                    "operand that stays in the cells", "assumed"));
  a.fold_overlap = params.flag("fold_overlap", true,
                               "a fold may start before the one before has drained", "assumed");
  a.preload = static_cast<Preload>(params.choice(
      "preload", 0, {"hidden", "exposed"},
      "weights of the next fold are loaded behind the current one, or in front", "assumed"));
  a.refill = static_cast<Refill>(params.choice(
      "refill", 0, {"rows", "twice_rows"},
      "cycles of a preload that finds the pipeline empty: rows, or 2 rows - 1", "rtl:systolic_ws"));
  a.min_issue = params.cycles("min_issue", Cycles(1), "shortest distance of two fold starts",
                              "rtl:systolic_ws");
  a.cell_stages = params.count("cell_stages", 1,
                               "pipeline stages of a cell, which a partial sum passes", "assumed");
  const auto rate = [&](DType dtype, const char* name, double fallback) {
    a.rate[static_cast<std::size_t>(dtype)] =
        params.ratio(name, fallback,
                     "multiply-accumulates a cell and cycle in this type, 0 = cannot", "assumed");
  };
  rate(DType::Int4, "rate_int4", 1);
  rate(DType::Int8, "rate_int8", 1);
  rate(DType::Int16, "rate_int16", 0.5);
  rate(DType::Int32, "rate_int32", 0);
  rate(DType::Fp8, "rate_fp8", 1);
  rate(DType::Bf16, "rate_bf16", 1);
  rate(DType::Fp16, "rate_fp16", 1);
  rate(DType::Fp32, "rate_fp32", 0.25);
  return a;
}

void read_units(Params& params, Description& d) {
  Params vector = params.group("vector");
  d.vector_lanes = vector.count(
      "lanes", 512, "simple operations a cycle of one core, 0 = no vector unit", "assumed", 0);
  d.special_lanes =
      vector.count("special_lanes", 128,
                   "exp, log, reciprocal, root, tanh results a cycle of one core", "assumed");
  d.vector_startup = vector.cycles("startup", Cycles(8), "pipeline depth, once a step", "assumed");
  Params scan = params.group("scan_unit");
  d.scan_lanes =
      scan.count("lanes", 0, "state values a cycle of the recurrence unit, 0 = none", "assumed", 0);
  d.scan_startup = scan.cycles("startup", Cycles(16), "pipeline depth, once a step", "assumed");
  Params scratchpad = params.group("scratchpad");
  d.scratchpad = scratchpad.bytes("capacity", 4_MiB, "operand memory of one core", "assumed");
  d.scratchpad_banks = scratchpad.count("banks", 16, "banks that work in parallel", "assumed");
  d.bank_width = scratchpad.bytes("bank_width", 64_B, "bytes a bank and cycle", "assumed");
  d.scratchpad_ports = scratchpad.count(
      "ports", 2, "1: filling and draining steal cycles of the array; 2: they do not", "assumed");
  const bool turns =
      scratchpad.choice("kind", 0, {"random_access", "shift_register"},
                        "shift registers turn until the first operand comes", "assumed") == 1;
  d.scratchpad_divisions = scratchpad.count(
      "divisions", 1, "shift registers that a bank is cut into, one turns at a time", "assumed");
  if (turns)
    d.turn = Cycles(ceil_div(d.scratchpad.value,
                             d.scratchpad_divisions * d.scratchpad_banks * d.bank_width.value));
  Params accumulator = params.group("accumulator");
  d.accumulator = accumulator.bytes("capacity", 1_MiB, "partial results of one core", "assumed");
  d.accumulator_bits = accumulator.count("width_bits", 32, "bits of a partial result", "assumed");
  Params cold = params.group("superconducting");
  d.cold_technology = cold.text("technology", "", "rsfq, ersfq, esfq; empty: not superconducting");
  d.cryo_lines =
      cold.count("lines", 0, "lines from 4 K to the memory at 300 K, both ways", "assumed", 0);
  Params sequencer = params.group("sequencer");
  d.launch = sequencer.cycles("launch", Cycles(200), "decode and start of one launch", "assumed");
  Params mapper = params.group("mapper");
  d.mapper = static_cast<MapperPolicy>(
      mapper.choice("policy", 0, {"search", "gemmini"},
                    "tiles by search over the bound tier, or by the rule of Gemmini", "assumed"));
  d.mapping_file = mapper.text("file", "", "mappings given by the user, by operator name");
}

void read_memory(Params& params, Description& d) {
  const ClockDomain clock(d.clock);
  MemoryDescription& m = d.memory;
  Params memory = params.group("memory");
  m.is_ideal = memory.choice("model", 0, {"dram", "ideal"}, "dram, or transfers that take no time",
                             "assumed") == 1;
  m.standard = &dram::standard(
      memory.text("standard", "HBM2-2000", "DRAM standard, see fluxgate list memories"));
  m.tick_scale =
      memory.ratio("clock_scale", 1, "clock of the parts over that of the standard", "assumed");
  m.mapping =
      dram::parse_mapping(memory.text("mapping", "MOP4CLXOR", "address mapping within a channel"));
  m.channels = memory.count("channels", 16, "channels", "assumed");
  m.interleave =
      memory.bytes("interleave", 256_B, "bytes on one channel before the next", "assumed");
  const Bytes capacity = memory.bytes("capacity", 16_GiB, "size of the off-chip memory", "assumed");
  if (!m.is_ideal) d.memory_capacity = capacity;
  Params shared = params.group("shared_memory");
  d.shared_capacity = shared.bytes("capacity", Bytes(0), "on-chip memory of all cores, 0 B = none",
                                   "assumed", Bytes(0));
  const BytesPerSecond rate =
      shared.rate("rate", BytesPerSecond(1e12), "bandwidth, all cores together", "assumed");
  if (d.shared_capacity.value > 0) m.shared_rate = rate;
  m.shared_latency = clock.time(shared.cycles("latency", Cycles(40), "first data", "assumed"));
  Params noc = params.group("noc");
  m.port_rate = noc.rate("port_rate", BytesPerSecond(256e9), "one core, one direction", "assumed");
  m.traversal =
      clock.time(noc.cycles("traversal", Cycles(20), "core to memory, one way", "assumed"));
  m.chunk = noc.bytes("chunk", 4_KiB, "grain of arbitration", "assumed");
  Params dma = params.group("dma");
  m.outstanding = dma.bytes("outstanding", 256_KiB, "bytes in flight a core and direction",
                            "assumed", Bytes(0));
}

void read_technology(Params technology, Description& d) {
  d.technology =
      technology.text("node", d.technology, "table of energy and area, models/technology");
  d.other_area_mm2 =
      technology.area_mm2("other_area", 0, "PHYs, host interface, spare parts", "assumed");
  d.other_power_w = technology.power_w(
      "other_power", 0, "links, PHYs and clocks that never rest, beyond what the model has",
      "assumed");
  d.temperature_c = technology.ratio("temperature_c", 65,
                                     "of chip and memory, Celsius: leakage, refresh", "assumed");
  const double limit_w = technology.power_w(
      "power_limit", 0, "of the chip with its memory, 0 W = not stated", "assumed");
  if (limit_w > 0) d.power_limit_w = limit_w;
}

}  // namespace

Description read_description(Params& params) {
  Description d;
  d.clock = params.hertz("clock", Hertz(1e9), "clock of cores and NoC", "assumed");
  d.cores = params.count("cores", 1, "cores", "assumed");
  d.array = read_array(params.group("array"));
  read_units(params, d);
  read_memory(params, d);
  read_technology(params.group("technology"), d);
  return d;
}

}  // namespace fluxgate::npu
