/// What a kernel does that costs energy, summed over its grid.
///   tensor FLOPs     of the tiles as they run, padding included
///   register bytes   operands and sums of mma.sync, which wgmma keeps out of the register file:
///                    an m16n8k16 moves 768 B of operands and 1024 B of sums
///   shared bytes     operands of the MMAs (Kernel::shared_bytes)
///   instructions     32 lanes of every warp instruction outside the MMA main loops
/// Leaves out: instruction fetch and barriers of MMA loops (in the energy of their FLOPs), operand
/// values other than random.
#pragma once
#include "models/tensor_core/kernel.h"
#include "models/tensor_core/machine.h"

namespace fluxgate::tensor_core {

struct Activity {
  DType type = DType::Bf16;  // of the tensor FLOPs
  double tensor_flops = 0, fma_ops = 0, instructions = 0, special_ops = 0;
  double register_bytes = 0, shared_bytes = 0;
  double l2_read_bytes = 0, l2_write_bytes = 0, dram_read_bytes = 0, dram_write_bytes = 0;
};

[[nodiscard]] Activity activity_of(const Kernel& kernel, const DramTraffic& traffic);

}  // namespace fluxgate::tensor_core
