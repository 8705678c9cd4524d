#include "models/tensor_core/description.h"

#include "models/tensor_core/node.h"
#include "sim/fabric/clock_domain.h"
#include "sim/fabric/dram/timing.h"

namespace fluxgate::tensor_core {
namespace {

constexpr const char* kH100 = "datasheet: NVIDIA H100 Tensor Core GPU architecture";
constexpr const char* kMicro = "measured: H100 and H200 micro-benchmarks";

SmDescription read_sm(Params p) {
  SmDescription sm;
  sm.count = p.count("count", 132, "streaming multiprocessors", kH100);
  sm.tensor_flops =
      p.ratio("tensor_flops", 4096, "dense bf16 FLOP a cycle of the tensor pipes", kH100);
  sm.sync_share =
      p.ratio("sync_share", 0.635, "share of it that mma.sync reaches", "measured: mma ilp8, 2600");
  sm.has_async_mma = p.flag("has_async_mma", true, "wgmma, bulk copies and clusters", kH100);
  const auto rate = [&](DType dtype, const char* name, double fallback) {
    sm.tensor_rate[static_cast<std::size_t>(dtype)] =
        p.ratio(name, fallback, "tensor rate of this type relative to bf16, 0 = none", kH100);
  };
  rate(DType::Int4, "rate_int4", 0);
  rate(DType::Int8, "rate_int8", 2);
  rate(DType::Fp8, "rate_fp8", 2);
  rate(DType::Bf16, "rate_bf16", 1);
  rate(DType::Fp16, "rate_fp16", 1);
  rate(DType::Tf32, "rate_tf32", 0.5);
  sm.schedulers = p.count("schedulers", 4, "warp instructions a cycle", kH100);
  sm.fma_lanes = p.count("fma_lanes", 128, "fp32 multiply-adds a cycle", kMicro);
  sm.special_lanes = p.count("special_lanes", 16, "ex2, rcp, rsqrt a cycle", kMicro);
  sm.shared_width = p.ratio("shared_width", 125, "shared-memory bytes a cycle", kMicro);
  sm.port_width =
      p.ratio("port_width", 64, "bytes a cycle from the L2 into one SM",
              "paper: micro-benchmarks of V100 to H100, 64 B a cycle of an SM; from memory");
  sm.registers = p.count("registers", 65536, "32-bit registers", kH100);
  sm.warps = p.count("warps", 64, "resident warps", kH100);
  sm.ctas = p.count("ctas", 32, "resident CTAs", kH100);
  sm.l1_bytes = p.bytes("l1_bytes", 256_KiB, "L1 and shared memory of an SM", kH100);
  sm.shared_memory = p.bytes("shared_memory", 228_KiB, "shared memory of an SM", kH100);
  sm.shared_per_cta = p.bytes("shared_per_cta", 227_KiB, "shared memory of one CTA", kH100);
  sm.split_line_scale =
      p.ratio("split_line_scale", 1.25, "port time of a 128-byte row that crosses a line",
              "derived: five sectors of 32 bytes instead of four");
  sm.l1_latency = p.ratio("l1_latency", 39, "cycles of a load that hits the L1", kMicro);
  sm.l1_ways = p.count("l1_ways", 16, "lines of a set of the L1", "assumed");
  sm.mma_floor = p.ratio("mma_floor", 20, "cycles between two wgmma of small n",
                         "measured: wgmma n=8, 3 warpgroups");
  return sm;
}

MemoryDescription read_memory(Params p, Description& d) {
  MemoryDescription m;
  m.standard = &dram::standard(p.text("standard", "HBM3-6400", "part, of sim/fabric/dram"));
  m.tick_scale = p.ratio("clock_scale", 0.8166, "clock of the part over that of its table entry",
                         "derived: 3.35 TB/s over 80 channels");
  m.channels = p.count("channels", 80, "channels", kH100);
  m.mapping = dram::Mapping::Mop4ClXor;
  m.chunk = Bytes(4096 * m.channels);
  d.controller_gain =
      p.ratio("controller_gain", 1.12, "rate of the GPU's controllers over the shared DRAM model's",
              "measured: read_bw beyond the L2, 3.1 TB/s");
  d.dram_latency_cycles =
      p.ratio("latency_cycles", 670, "cycles of a load that misses the L2", kMicro);
  d.memory_capacity = p.bytes("capacity", Bytes(80'000'000'000), "device memory", kH100);
  return m;
}

PowerDescription read_power(Params p) {
  constexpr const char* kFit = "measured: loops of h200_micro and h100/energy.csv, fitted together";
  PowerDescription w;
  w.reference = p.hertz("reference", Hertz(1.83e9), "clock of the energies below", kMicro);
  w.limit_w = p.ratio("limit_w", 700, "board power limit", kH100);
  w.regulation_share = p.ratio("regulation_share", 0.993, "of the limit, as a mean over seconds",
                               "measured: energy.csv, rows at the limit");
  w.burst_share = p.ratio("burst_share", 1.2, "of the limit, at any moment",
                          "measured: counters.csv, clocks of single large products");
  w.idle_w = p.ratio("idle_w", 121.7, "board without work", "measured: energy.csv");
  w.exponent =
      p.ratio("exponent", 0.95, "energy of an action grows with the clock to this power", kFit);
  w.clock_pj = p.ratio("clock_pj", 168, "a cycle of an SM that is awake",
                       "measured: h200_micro, spin, less the idle board");
  w.tensor_pj = p.ratio("tensor_pj", 0.529, "a bf16 tensor FLOP", kFit);
  const auto share = [&](DType dtype, const char* name, double fallback, const char* source) {
    w.tensor_share[static_cast<std::size_t>(dtype)] =
        p.ratio(name, fallback, "energy of a tensor FLOP of this type relative to bf16", source);
  };
  // fp8, bf16 and tf32 lie on 0.10 + 0.43 a byte of an operand, to 6 %: moving operands costs.
  constexpr const char* kBytes = "derived: by operand bytes, through fp8, bf16 and tf32";
  share(DType::Int4, "energy_int4", 0.31, kBytes);
  share(DType::Int8, "energy_int8", 0.502, "derived: fp8, whose operands have the same bytes");
  share(DType::Fp8, "energy_fp8", 0.502, kFit);
  share(DType::Bf16, "energy_bf16", 1, "derived: the unit");
  share(DType::Fp16, "energy_fp16", 1.2, kFit);
  share(DType::Tf32, "energy_tf32", 1.76, kFit);
  w.fma_pj = p.ratio("fma_pj", 18.8, "an fp32 multiply-add", kFit);
  w.instruction_pj = p.ratio("instruction_pj", 12.1, "a lane of any other instruction", kFit);
  w.register_pj = p.ratio("register_pj", 0.484, "a byte of operands of mma.sync", kFit);
  w.shared_pj = p.ratio("shared_pj", 6.72, "a byte of shared memory", kFit);
  w.l2_read_pj = p.ratio("l2_read_pj", 20.3, "a byte read in the L2", kFit);
  w.l2_write_pj = p.ratio("l2_write_pj", 39.6, "a byte written into the L2", kFit);
  w.dram_pj = p.ratio("dram_pj", 98.8, "a byte of DRAM beyond its L2 part", kFit);
  constexpr const char* kSerdes =
      "derived: 5.5 pJ a bit of a 112G SerDes (NVIDIA, comparison with NVLink-C2C)";
  w.link_pj =
      p.ratio("link_pj", 88, "a byte to another GPU, two links with a switch between", kSerdes);
  w.host_pj = p.ratio("host_pj", 44, "a byte from the host, without its memory", kSerdes);
  w.die_mm2 = p.ratio("die_mm2", 814, "the chip without its memory", kH100);
  const std::string prefix = p.path("");
  for (const Declared& declared : p.declared())
    if (declared.path.rfind(prefix, 0) == 0)
      w.sources[declared.path.substr(prefix.size())] = declared.source;
  return w;
}

}  // namespace

Description read_description(Params& params) {
  Description d;
  d.clock = params.hertz("clock", Hertz(1.98e9), "highest SM clock", kH100);
  d.tensor_clock = params.hertz("tensor_clock", Hertz(1.83e9), "highest clock under tensor work",
                                "datasheet: 989 TFLOP/s at 1.83 GHz");
  d.sm = read_sm(params.group("sm"));
  Params l2 = params.group("l2");
  d.l2.capacity = l2.bytes("capacity", Bytes(50 << 20), "both partitions", kH100);
  d.l2.dirty_share = l2.ratio("dirty_share", 0.35, "of the capacity that may be dirty",
                              "measured: counters.csv, bytes written less bytes that reach DRAM");
  d.l2.flushed_dirty =
      l2.ratio("flushed_dirty", 0.6, "of the dirty lines that a flush leaves, at the next kernel",
               "fitted: cold rows; the L2 writes back while the memory is idle");
  d.l2.read_rate = l2.rate("read_rate", BytesPerSecond(8.3e12), "reads, all slices",
                           "measured: bulk copies of 132 CTAs");
  d.l2.write_rate = l2.rate("write_rate", BytesPerSecond(4.1e12), "writes, all slices", kMicro);
  d.l2.split_line_scale =
      l2.ratio("split_line_scale", 1.5, "work of a 128-byte row that crosses a line",
               "derived: three cycles of two sectors, one of them half used, instead of two");
  d.l2.coalesced_share =
      l2.ratio("coalesced_share", 0.71, "lookups of operands that CTAs in lock step share",
               "measured: counters.csv, L2 sectors over bytes into SMs, products of one round");
  d.l2.fill_lookups =
      l2.ratio("fill_lookups", 0.5, "more lookups of a byte that comes from DRAM: both partitions",
               "measured: counters.csv, elementwise kernels read 1.5 sectors for each of theirs");
  d.l2.retention = l2.ratio("retention", 0.72, "of the capacity that is found again",
                            "fitted: warm rows of 40 to 50 MB");
  d.l2.ways = l2.count("ways", 128,
                       "lines of a set, least recently used leaves: how sharply retention ends",
                       "fitted: warm rows of 30 to 60 MB in gemm.csv and memory.csv");
  d.l2.near_cycles = l2.ratio("near_cycles", 230, "load from the near partition", "assumed");
  d.l2.far_cycles = l2.ratio("far_cycles", 340, "load from the far partition",
                             "derived: mean of both is the measured 285");
  d.l2.partitions =
      l2.count("partitions", 2, "a line's first read and its writes pass the near one",
               "measured: counters.csv, 1.5 sectors for each of a stream");
  d.memory = read_memory(params.group("memory"), d);
  Params launch = params.group("launch");
  d.launch.ramp = launch.time("ramp", TimeFs(1'100'000'000), "start and drain of a kernel",
                              "fitted: smallest kernels of memory.csv");
  d.launch.graph_gap = launch.time("graph_gap", TimeFs(420'000'000), "between kernels of a graph",
                                   "fitted: smallest kernels of memory.csv");
  d.launch.code_change =
      launch.time("code_change", TimeFs(800'000'000), "more after another kernel: code from L2",
                  "fitted: networks of small kernels in models.csv");
  d.launch.cta = launch.time("cta", TimeFs(610'000), "dispatcher time of a CTA", kMicro);
  d.launch.cta_shared =
      launch.time("cta_shared", TimeFs(600'000), "more with large shared memory", kMicro);
  d.power = read_power(params.group("power"));
  d.kernels = read_kernels(params.group("kernels"));
  d.team = read_team(params);
  d.is_eager = params.choice("execution", 0, {"fused", "eager"},
                             "fused: one kernel for a fusion; eager: one kernel an operator",
                             "assumed") == 1;
  return d;
}

}  // namespace fluxgate::tensor_core
