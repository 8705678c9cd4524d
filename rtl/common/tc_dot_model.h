/// Model, streams, stimulus and recorded vectors of the tensor-core dot products (fg_tc_dot): the
/// arithmetic is tensor_core_dot(); a result a cycle, 5 cycles after its operands, nothing moves
/// while a result is offered and not taken.
#pragma once
#include <array>
#include <string>

#include "rtl/common/pipeline_model.h"
#include "rtl/common/random_beats.h"
#include "sim/contract/kernel.h"
#include "sim/numerics/tensor_core_dot.h"

namespace fluxgate::rtl {

struct TcDotKind {
  TensorCoreFormat format;
  int lane_bits;          // of an operand in a stream
  int record_bytes;       // of an operand in recorded vectors
  int record_shift;       // unused low bits there (TF32 in 32)
  bool has_e5m2 = false;  // a may be E5M2: field a_is_e5m2
};
inline constexpr TcDotKind kTcDotFp16{kTensorCoreFp16, 16, 2, 0};
inline constexpr TcDotKind kTcDotBf16{kTensorCoreBf16, 16, 2, 0};
inline constexpr TcDotKind kTcDotTf32{kTensorCoreTf32, 19, 4, 13};
inline constexpr TcDotKind kTcDotE4m3{kTensorCoreE4m3, 8, 1, 0, true};

/// Streams, model, stimulus and reader of recorded vectors; a file whose name has "e5m2" gives a in
/// E5M2 (format of the records: tests/reference/tensor_core_vectors, shared/reference/README.md).
[[nodiscard]] KernelKind tc_dot_kernel(const TcDotKind& kind, const std::string& summary);

}  // namespace fluxgate::rtl
