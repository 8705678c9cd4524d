/// An operator: a loop nest over named dimensions with a class. Datapaths lower classes and read
/// the class-specific shape below; they never look at `kind`.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "sim/core/units.h"

namespace fluxgate {

enum class DType { Int4, Int8, Int16, Int32, Fp8, Bf16, Fp16, Fp32, Tf32 };
inline constexpr std::size_t kDTypes = 9;
[[nodiscard]] std::int64_t bits(DType dtype);
[[nodiscard]] std::string to_string(DType dtype);
/// Throws std::invalid_argument naming the known types.
[[nodiscard]] DType parse_dtype(const std::string& name);

enum class OpClass { Contraction, Elementwise, Reduction, Scan, Gather, Transform };
[[nodiscard]] std::string to_string(OpClass op_class);

/// Activation: produced and consumed within a run. Weight: read-only, counted in params (unless
/// shared). State: persists between steps (KV cache, recurrent state).
enum class TensorRole { Activation, Weight, State };

/// `elements` are those of the tensor itself that this operator touches (a convolution's input
/// once, not its im2col form; a KV cache: the part read).
struct Operand {
  std::string tensor;
  std::int64_t elements = 0;
  DType dtype = DType::Bf16;
  TensorRole role = TensorRole::Activation;
  [[nodiscard]] Bytes bytes() const { return Bytes((elements * bits(dtype) + 7) / 8); }
};

struct Loop {
  std::string dim;
  std::int64_t extent = 1;
};

/// batch independent products [m,k] x [k,n]. inputs[0] is the left, inputs[1] the right operand
/// (weights of a layer, keys, ...), outputs[0] the result. A grouped or depthwise convolution has
/// batch = groups. `density`: share of the m x n results that is needed (a causal mask: (n+1)/2n);
/// 1 for most. `window`: taps that read the same input element (k*k of a convolution, else 1):
/// im2col reuse.
struct Contraction {
  std::int64_t batch = 1, m = 1, n = 1, k = 1;
  double density = 1.0;
  std::int64_t window = 1;
};
/// Independent elements. `ops`: simple vector operations (add, mul, max, compare) an element;
/// `special`: exp, log, reciprocal, square root, erf, tanh, sigmoid an element.
struct Elementwise {
  std::int64_t elements = 0;
  double ops = 1, special = 0;
};
/// Rows of cols reduced independently in `passes` passes over the row.
struct Reduction {
  std::int64_t rows = 1, cols = 1, passes = 1;
  double ops = 1, special = 0;  // an element, all passes together
};
/// `sequences` independent recurrences of `steps` steps, each with a state of dk x dv values:
/// S_t = decay_t * S_{t-1} + k_t v_t ; o_t = q_t S_t.  `ops` and `special` are per state value and
/// step. `chunk`: preferred chunk length of the chunked (matrix) form, 0 when that form does not
/// exist: per chunk of Q steps: Q x Q x dk, Q x Q x dv, and twice Q x dk x dv products. Mamba:
/// sequences = batch*channels, dk = state, dv = 1. GLA, SSD: sequences = batch*heads. LIF:
/// sequences = neurons, dk = dv = 1.
struct Scan {
  std::int64_t sequences = 1, steps = 1, dk = 1, dv = 1, chunk = 0;
  double ops = 3, special = 0;
};
/// `items` of `item_elements` contiguous elements moved by an index (embedding rows, routed tokens,
/// windows, rolls, transposes); no arithmetic beyond `ops` an element.
struct Gather {
  std::int64_t items = 0, item_elements = 1;
  double ops = 0;
};
/// `batch` transforms of `points` points (FFT: 5 p log2 p ops; wavelet: taps); `ops` is the total.
struct Transform {
  std::int64_t batch = 1, points = 1;
  double ops = 0;
};
using Shape = std::variant<Contraction, Elementwise, Reduction, Scan, Gather, Transform>;

/// How an operand is coded in a spiking network. Spikes: each value is 0..levels unit pulses a time
/// step. Graded: a sum of spikes that no neuron has cut back (between a depthwise and a pointwise
/// convolution). Analog: a value from outside (the image of the first layer).
enum class Coding { Spikes, Graded, Analog };
struct Spikes {
  Coding coding = Coding::Spikes;
  double rate = 0;              // mean spikes a value and time step, 0..levels
  std::int64_t levels = 1;      // most spikes a value and time step
  std::int64_t time_steps = 1;  // the shape holds all of them
  std::int64_t operand = 0;     // index of the input that is so coded
};

/// Weights that live in host memory and are copied to the device over a link while it computes.
/// Copies queue on the link in the order they start; a waiting operator takes the oldest.
struct HostTraffic {
  bool keeps_weights = false;      // this operator's weights are on the host
  std::int64_t copy_bytes = 0;     // a copy starts when this operator ends
  std::int64_t wait_copies = 0;    // this operator starts after so many copies have arrived
  double bytes_per_second = 32e9;  // PCIe 4.0 x16, one direction
};

struct Operator {
  std::string name;                    // unique within its block: "layer.attn.q_proj"
  std::string kind;                    // id of workloads/ops: "linear"
  std::map<std::string, double> args;  // of the kind, complete; `function` of `activation`
  std::string function;
  OpClass op_class = OpClass::Elementwise;
  std::vector<Loop> loops;  // outer to inner; their product of a contraction is `macs`
  Shape shape;
  std::vector<Operand> inputs, outputs;
  std::int64_t params = 0;  // learnable values introduced here (0 when shared or tied)
  std::int64_t macs = 0;    // counting rule: networks.md 0.1 (contractions and scan update+read)
  /// Operators of one fusion (flash attention, chunked scan, epilogue) carry the same non-empty tag
  /// and stand next to each other: a datapath may keep the tensors between them on chip.
  std::string fusion;
  /// What a row of measured kernels fixes: the library's variant ("flash2") and its tile sizes. A
  /// datapath may honour or ignore them; empty in networks.
  std::string implementation;
  std::map<std::string, std::int64_t> tuning;
  std::optional<Spikes> spikes;  // empty: dense values
  HostTraffic host;
};

}  // namespace fluxgate
