/// Numbers of the kernel families: what the code of a library's kernel costs, apart from the
/// hardware. Each holds for every shape a family runs.
#pragma once
#include "sim/core/config.h"

namespace fluxgate::tensor_core {

struct GemmNumbers {
  double prologue_cycles = 0;      // barriers, descriptors, first copies issued
  double iteration_cycles = 0;     // shortest main-loop iteration (barrier round trip)
  double epilogue_cycles = 0;      // accumulators to shared memory and out, beyond the bytes
  double reduce_cycles = 0;        // chain of the kernel that adds the parts of a split
  double dram_share = 0;           // of the DRAM rate that its copies reach
  double contention_exponent = 0;  // of asynchronous pipelines (machine.h)
  double store_share = 0;          // of the L2 write rate that the epilogue reaches
  double loop_share = 0;           // of the tensor rate in the main loop
  double narrow_loop_share = 0;    // same for fp8, whose sums move to fp32 registers on the way
  double sync_loop_share = 0;      // same for mma.sync kernels
  double fma_loop_share = 0;       // same for fp32 on the FMA pipe
  double drain_cycles = 0;         // after the MMAs of a step, kernels of older generations
  double cold_lines = 0;
  double raster_rows = 0;  // of C that a wave of tiles covers before it goes on along N
};

struct AttentionNumbers {
  double softmax_cycles = 0;      // of an SM, a score
  double rescale_cycles = 0;      // of an SM, a value of the output, once a step
  double overlap_exponent = 0;    // how well MMAs and softmax hide each other (attention.h)
  double chain_share = 0;         // an iteration alone takes this times its share of a full SM
  double start_cycles = 0;        // once a kernel
  double item_cycles = 0;         // query load, first key block, epilogue
  double score_instructions = 0;  // lanes of a score's softmax, for its energy
  double mask_cycles = 0;         // of an SM, a score of a masked block
  double mask_blocks = 1;         // at the diagonal, in blocks of as many keys as queries
  double tensor_share = 0;        // of the pipe's rate
  double decode_dram_share = 0;   // of the DRAM rate when one query streams the keys
  double combine_cycles = 0;      // chain of the kernel that joins split keys
  double part_cycles = 0;         // and of each part in it
  double cold_lines = 0;
};

struct VectorNumbers {
  double base_slots = 0, ops_slots = 0, special_slots = 0;  // instructions an element
  double chain_slots = 0;                                   // cycles of the chain for each of them
  double chain_cycles = 0;                                  // beyond the memory latency
  double cold_lines = 0;
};

struct RowNumbers {
  double slots_element = 0, slots_warp = 0;   // warp instructions an element of a thread; a warp
  double chain_element = 0, chain_fixed = 0;  // cycles of one CTA
  double loads_value = 0;                     // memory latencies in a row, a value of a thread
  double join_cycles = 0;                     // when CTAs share a row: a part
  double cold_lines = 0;
};

struct ScanNumbers {
  double step_cycles = 0, state_cycles = 0;  // sequential: a step, and a state value of it
  double chunk_cycles = 0, row_cycles = 0;   // chunked: a chunk, and a row of it
  double spill_cycles = 0, tensor_share = 1;
  double parallel_share = 1;                           // of mma.sync, five-kernel form
  double block_scan_cycles = 0, block_scan_slots = 0;  // a state value of a pass; and of a step
};

struct KernelNumbers {
  double contention_exponent = 0;  // of kernels of threads (machine.h)
  double memory_exponent = 0;      // same for L2 and DRAM
  GemmNumbers gemm;
  AttentionNumbers flash, wgmma, flash3;
  VectorNumbers elementwise;
  RowNumbers softmax_warp, softmax_block, softmax_shared, norm, rms, reduce, row_scan;
  double l1_reread_share = 0;  // of L1 that holds rows until they are read again
  double reread_share = 0;     // of the L2 that holds rows until they are read again
  double generic_slots = 0, copy_cycles = 0;
  double load_share = 1;  // of the L2 read rate that loads by threads reach
  double gather_cycles = 0, strided_share = 0, conv_share = 0, conv_cycles = 0;
  double strided_slots = 0;       // more a value of a framework's kernel without vectors
  double pad_slots = 0;           // instructions a value of a kernel that copies to another layout
  double eager_norm_kernels = 0;  // of a norm without a kernel of its own
  double narrow_share = 0;        // of the mma.sync rate when a pixel has under 8 channels
  double depthwise_slots = 0, depthwise_cycles = 0;
  ScanNumbers scan;
  bool has_stream_k = false, has_fused_scan = false;  // candidates that may be chosen
};

[[nodiscard]] KernelNumbers read_kernels(Params params);

}  // namespace fluxgate::tensor_core
