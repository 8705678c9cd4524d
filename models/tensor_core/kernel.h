/// A kernel as the machine sees it: a grid of CTAs that go through phases, each a number of equal
/// iterations with demands on the SM's units and on the memory system.
///
/// Timing of one iteration of a CTA that has the machine alone:
///   the (smooth) maximum of chain, tensor, issue / schedulers, special / special lanes, shared
///   bytes / shared width, port bytes / port width
/// CTAs of one SM share its units; all CTAs share L2, DRAM and the CTA dispatcher (machine.h).
/// Leaves out: single instructions, bank conflicts other than in `shared_bytes`.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "sim/core/units.h"
#include "sim/graph/operator.h"

namespace fluxgate::tensor_core {

/// What one iteration of one CTA asks for.
struct Demand {
  double tensor_cycles = 0;  // of the SM's tensor pipes together
  double issue_slots = 0;    // warp instructions
  double special_ops = 0;    // ex2, rcp, rsqrt results
  double shared_bytes = 0;   // moved between shared memory and registers
  double port_bytes = 0;     // from L2 into the SM
  double l2_bytes = 0;       // read in the L2 slices (a multicast counts once)
  double store_bytes = 0;    // written into the L2
};

struct Phase {
  double iterations = 1;
  double chain_cycles = 0;  // shortest time of an iteration: dependences inside the CTA
  Demand demand;
};

/// `count` CTAs that do the same, started in grid order.
struct CtaClass {
  std::int64_t count = 0;
  std::vector<Phase> phases;
};

/// A tensor that a kernel touches: `times` is how often DRAM or L2 sees each byte.
struct Access {
  std::string tensor;
  double bytes = 0;
  double passes = 1;  // reads of the whole tensor that the L2 sees far apart
};

/// Where the MMAs take their operands from: wgmma reads shared memory itself.
enum class MmaOperands { Shared, Registers };

struct Resources {  // of one CTA
  std::int64_t threads = 128, registers_per_thread = 32, shared_bytes = 0;
};

struct Kernel {
  std::string name;     // "gemm 256x128x64 s4 c2"
  std::string mapping;  // grid, waves, for tables
  Resources resources;
  std::vector<CtaClass> classes;
  bool is_interleaved = false;  // CTA i is of class i % classes, else class after class
  std::vector<Access> reads, writes;
  double flops = 0;              // on the tensor pipes
  double fma_ops = 0;            // on the FMA pipe
  DType mma_type = DType::Bf16;  // of the tensor pipes' operands
  MmaOperands mma_operands = MmaOperands::Shared;
  double shared_bytes = 0;         // operands of the MMAs, all CTAs
  double extra_instructions = 0;   // lanes, beyond issue_slots: softmax beside MMAs
  double load_share = 1;           // of the L2 read rate that this kernel's loads reach
  double store_share = 1;          // of the L2 write rate that its stores reach
  double dram_share = 1;           // of the DRAM rate that its access pattern reaches
  double contention_exponent = 4;  // how sharply full units limit (machine.h)
  double shared_exponent = 0;      // same for what all SMs share; 0: the same number
  double setup_cycles = 0;         // before the first CTA does useful work, and after the last
  double cold_fetch_lines = 0;     // instruction lines fetched one after the other when L2 is cold
  std::int64_t macs = 0;
};

[[nodiscard]] std::int64_t cta_count(const Kernel& kernel);

}  // namespace fluxgate::tensor_core
