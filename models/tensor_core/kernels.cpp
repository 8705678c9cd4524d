#include "models/tensor_core/kernels.h"

namespace fluxgate::tensor_core {
namespace {

constexpr const char* kGemm = "fitted: cold bf16 rows of gemm.csv";
constexpr const char* kCounters = "measured: counters.csv";
constexpr const char* kAttention = "fitted: attention.csv";
constexpr const char* kMemory = "fitted: memory.csv";
constexpr const char* kRows = "fitted: rowwise.csv";
constexpr const char* kScan = "fitted: scan.csv";
constexpr const char* kConv = "fitted: conv.csv";

GemmNumbers read_gemm(Params p) {
  GemmNumbers g;
  g.prologue_cycles = p.ratio("prologue_cycles", 1840, "before the first MMA", kGemm);
  g.iteration_cycles = p.ratio("iteration_cycles", 144, "shortest main-loop iteration", kGemm);
  g.epilogue_cycles = p.ratio("epilogue_cycles", 720, "epilogue beyond its bytes", kGemm);
  g.reduce_cycles = p.ratio("reduce_cycles", 3200, "chain of the split-K reduction", kGemm);
  g.dram_share = p.ratio("dram_share", 0.92, "of the DRAM rate, box copies", kGemm);
  g.contention_exponent = p.ratio("contention_exponent", 8, "sharpness of limits", kGemm);
  g.store_share = p.ratio("store_share", 0.7, "of the L2 write rate, epilogue", kGemm);
  g.loop_share = p.ratio("loop_share", 0.985, "of the tensor rate, wgmma main loop", kCounters);
  g.narrow_loop_share = p.ratio("narrow_loop_share", 0.9, "same, fp8", kGemm);
  g.sync_loop_share = p.ratio("sync_loop_share", 0.75, "same, mma.sync main loop", kGemm);
  g.fma_loop_share = p.ratio("fma_loop_share", 0.9, "same, FMA main loop", kGemm);
  g.drain_cycles = p.ratio("drain_cycles", 250, "wait for the MMAs of a step, tf32",
                           "fitted: gemm.csv, tf32 rows of one round");
  g.cold_lines = p.ratio("cold_lines", 0.43, "instruction misses in a row, cold", kGemm);
  g.raster_rows = p.ratio("raster_rows", 1000, "rows of a group of tiles in the raster",
                          "measured: counters.csv, DRAM bytes of three products beyond the L2");
  return g;
}

AttentionNumbers read_attention(Params p, const AttentionNumbers& b) {
  AttentionNumbers a;
  a.softmax_cycles = p.ratio("softmax_cycles", b.softmax_cycles, "an SM, a score", kAttention);
  a.rescale_cycles =
      p.ratio("rescale_cycles", b.rescale_cycles, "an output value of a step", kAttention);
  a.overlap_exponent = p.ratio("overlap_exponent", b.overlap_exponent,
                               "how well MMA and softmax hide each other", kAttention);
  a.chain_share = p.ratio("chain_share", b.chain_share, "one CTA alone", kAttention);
  a.start_cycles = p.ratio("start_cycles", b.start_cycles, "once a kernel", kAttention);
  a.item_cycles = p.ratio("item_cycles", b.item_cycles, "once a tile of queries", kAttention);
  a.score_instructions =
      p.ratio("score_instructions", b.score_instructions, "lanes of a score's softmax, for energy",
              "fitted: energy.csv, and clocks of attention.csv");
  a.mask_cycles = p.ratio("mask_cycles", b.mask_cycles, "a masked score", kAttention);
  a.mask_blocks = p.ratio("mask_blocks", b.mask_blocks, "masked at the diagonal", kAttention);
  a.tensor_share = p.ratio("tensor_share", b.tensor_share, "of the tensor rate", kAttention);
  a.decode_dram_share =
      p.ratio("decode_dram_share", b.decode_dram_share, "of the DRAM rate, decode", kAttention);
  a.combine_cycles = p.ratio("combine_cycles", b.combine_cycles, "join of splits", kAttention);
  a.part_cycles = p.ratio("part_cycles", b.part_cycles, "more a part that it joins", kAttention);
  a.cold_lines = p.ratio("cold_lines", b.cold_lines, "instruction misses, cold", kAttention);
  return a;
}

RowNumbers read_row(Params p, const RowNumbers& b) {
  RowNumbers r;
  r.slots_element = p.ratio("slots_element", b.slots_element, "instructions an element", kRows);
  r.slots_warp = p.ratio("slots_warp", b.slots_warp, "instructions a warp and row", kRows);
  r.chain_element = p.ratio("chain_element", b.chain_element, "cycles an element", kRows);
  r.chain_fixed = p.ratio("chain_fixed", b.chain_fixed, "cycles a row", kRows);
  r.loads_value = p.ratio("loads_value", b.loads_value, "latencies in a row, a value", kRows);
  r.join_cycles =
      p.ratio("join_cycles", b.join_cycles, "parts of a row joined through memory", kRows);
  r.cold_lines = p.ratio("cold_lines", b.cold_lines, "instruction misses, cold", kRows);
  return r;
}

}  // namespace

KernelNumbers read_kernels(Params p) {
  KernelNumbers k;
  k.contention_exponent =
      p.ratio("contention_exponent", 4, "sharpness of limits, kernels of threads", kRows);
  k.memory_exponent = p.ratio("memory_exponent", 4, "same for L2 and DRAM", kRows);
  k.gemm = read_gemm(p.group("gemm"));
  k.flash = read_attention(p.group("flash"),
                           {0.07, 0.026, 1, 1.35, 0, 4600, 26, 0.051, 1, 1, 0.85, 7800, 95, 2.8});
  k.wgmma = read_attention(p.group("wgmma"),
                           {0.09, 0, 2.2, 1, 3500, 2500, 12, 0.04, 1, 0.98, 0.99, 3000, 0, 0.4});
  k.flash3 = read_attention(p.group("flash3"),
                            {0.091, 0, 4, 1, 3500, 3000, 12, 0.04, 1, 0.98, 0.99, 3000, 0, 0.4});
  Params e = p.group("elementwise");
  k.elementwise.base_slots = e.ratio("base_slots", 5, "instructions an element", kMemory);
  k.elementwise.ops_slots = e.ratio("ops_slots", 8, "more a simple operation", kMemory);
  k.elementwise.special_slots = e.ratio("special_slots", 6, "more a special one", kMemory);
  k.elementwise.chain_cycles = e.ratio("chain_cycles", 600, "beyond the load", kMemory);
  k.elementwise.chain_slots =
      e.ratio("chain_slots", 8, "cycles for each instruction of an element", kMemory);
  k.elementwise.cold_lines = e.ratio("cold_lines", 0, "instruction misses, cold", kMemory);
  k.row_scan = read_row(p.group("row_scan"), {295, 300, 2400, 3000, 0, 0, 0});
  k.l1_reread_share = p.ratio("l1_reread_share", 0.165, "of the L1 that holds rows read twice",
                              "measured: counters.csv, bytes into SMs of a layer norm");
  k.reread_share = p.ratio("reread_share", 0.3, "of the L2 that holds rows read twice", kRows);
  k.generic_slots =
      p.ratio("generic_slots", 80, "instructions a tap, framework's own kernel", kConv);
  k.copy_cycles = p.ratio("copy_cycles", 0, "chain of a copy beyond the load", kMemory);
  k.softmax_warp = read_row(p.group("softmax_warp"), {40, 200, 130, 800, 0.18, 0, 0});
  k.softmax_block = read_row(p.group("softmax_block"), {40, 250, 100, 3000, 0, 0, 0});
  k.softmax_shared = read_row(p.group("softmax_shared"), {40, 250, 200, 3000, 0, 0, 0});
  k.norm = read_row(p.group("norm"), {48, 300, 60, 2300, 0.5, 0, 0});
  k.rms = read_row(p.group("rms"), {25, 250, 60, 2300, 0.5, 0, 0});
  k.reduce = read_row(p.group("reduce"), {8, 300, 160, 6900, 0, 11, 5.6});
  k.load_share =
      p.ratio("load_share", 0.78, "of the L2 rate that threads reach", "measured: read_bw");
  k.gather_cycles = p.ratio("gather_cycles", 800, "index, then row", kMemory);
  k.strided_share = p.ratio("strided_share", 0.5, "of the L2 rate, transposed access", kMemory);
  k.conv_share = p.ratio("conv_share", 0.85, "of the GEMM loop, implicit GEMM", kConv);
  k.conv_cycles = p.ratio("conv_cycles", 3000, "more at the start", kConv);
  k.strided_slots = p.ratio("strided_slots", 40, "more a value, framework's kernel without vectors",
                            "measured: fitted on models.csv");
  k.pad_slots = p.ratio("pad_slots", 20, "instructions a padded value", kConv);
  k.eager_norm_kernels = p.ratio("eager_norm_kernels", 7, "kernels of an unfused RMS norm",
                                 "derived: cast, square, mean, root, product, cast, scale");
  k.narrow_share = p.ratio("narrow_share", 0.13, "of mma.sync, under 8 channels", kConv);
  k.depthwise_slots = p.ratio("depthwise_slots", 2.5, "instructions a tap", kConv);
  k.depthwise_cycles = p.ratio("depthwise_cycles", 250, "chain of a tap", kConv);
  k.scan.parallel_share = p.ratio("parallel_share", 0.42, "of the mma.sync rate, five kernels",
                                  "paper: Mamba-2 chunk scan on H800, 0.645 ms at 4096 tokens");
  k.scan.block_scan_cycles =
      p.ratio("block_scan_cycles", 250, "a state value of a pass", "assumed");
  k.scan.block_scan_slots =
      p.ratio("block_scan_slots", 14, "instructions a step and state value", "assumed");
  k.scan.step_cycles = p.ratio("step_cycles", 300, "sequential scan, a step", kScan);
  k.scan.state_cycles = p.ratio("state_cycles", 32, "more a state value", kScan);
  k.scan.chunk_cycles = p.ratio("chunk_cycles", 1500, "chunked scan, a chunk", kScan);
  k.scan.spill_cycles = p.ratio("spill_cycles", 12.5, "a value without a register", kScan);
  k.scan.tensor_share = p.ratio("scan_tensor_share", 0.5, "of the mma.sync rate", kScan);
  k.scan.row_cycles = p.ratio("row_cycles", 60, "more a row of the chunk", kScan);
  k.has_stream_k = p.flag("stream_k", false, "stream-K is a candidate of products",
                          "derived: the measured library has split-K instead");
  k.has_fused_scan = p.flag("fused_scan", false, "one kernel is a candidate of chunked scans",
                            "derived: the published times are of five kernels");
  return k;
}

}  // namespace fluxgate::tensor_core
