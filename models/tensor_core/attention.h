/// What the attention families share: the shape of a launch and the cost of one step.
///
/// A step is `queries` x `keys` scores: MMAs, and their softmax.
///   tensor   = 4 * queries * keys * head / (tensor_share * rate of mma.sync or wgmma)
///   softmax  = queries * keys * softmax_cycles + queries * head * rescale_cycles (the sums so far
///              are scaled to the new maximum once a step); masked steps mask_cycles more a score
/// Flash2: the same warps do both, an SM's time of a step is their sum. Pipelined families: two
/// units that run side by side, (tensor^p + softmax^p)^(1/p) with p = overlap_exponent (machine.h):
/// ping-pong of two warpgroups alone leaves gaps, Flash3 also runs the MMA of the next block under
/// the softmax of this one inside a warpgroup, and has the larger p.
#pragma once
#include "models/tensor_core/lowering.h"

namespace fluxgate::tensor_core {

enum class AttentionFamily { Flash2, Wgmma, Flash3 };

struct AttentionShape {
  double heads = 0, kv_heads = 0, lq = 0, lk = 0, d = 0;  // heads: all of the batch
  double density = 1;
  bool is_decode = false;
  AttentionFamily family = AttentionFamily::Flash2;
  DType dtype = DType::Bf16;
  double value_bytes = 2;
  [[nodiscard]] bool is_flash2() const { return family == AttentionFamily::Flash2; }
  [[nodiscard]] bool is_causal() const { return density < 1; }
};

constexpr double kSplitQueries = 64;     // rows of a tile of flash2 when the keys are cut
constexpr double kSmallestQueries = 16;  // of the other families: one MMA

struct AttentionStep {
  double queries = 128, keys = 128;
  double tensor = 0, softmax = 0, masked = 0;  // SM cycles; masked: more, with a mask
  double chain_share = 1;                      // of a step that is alone on an SM
};

[[nodiscard]] AttentionShape attention_shape(const Context& c, Launch launch);
[[nodiscard]] const AttentionNumbers& numbers_of(const Context& c, const AttentionShape& a);
[[nodiscard]] AttentionStep attention_step(const Context& c, const AttentionShape& a);
/// `count` steps whose MMAs and softmax follow each other in the same warps.
[[nodiscard]] Phase serial_steps(const AttentionStep& s, double count, double bytes, double masked);
/// Loads the queries and the first keys, stores the result.
[[nodiscard]] Phase attention_start(const Context& c, const AttentionShape& a, const Ends& ends,
                                    double queries);
/// Operands of the MMAs: keys and values from shared memory for every 32 queries of a warp
/// (mma.sync), every 64 of a warpgroup (wgmma).
void add_attention_mma(const Context& c, Kernel& k, const AttentionShape& a, double queries);
/// Decode, and short queries of flash2: the keys are cut into parts (attention_split.cpp).
[[nodiscard]] bool wants_split(const Context& c, const AttentionShape& a);
[[nodiscard]] Candidate split_attention(const Context& c, const AttentionShape& a,
                                        const Ends& ends);

}  // namespace fluxgate::tensor_core
