/// Where launches begin and end in a segment (tensor_core.h says what a launch is).
#pragma once
#include "sim/contract/datapath.h"

namespace fluxgate::tensor_core {

/// scores, softmax (with masks and scales), weighted sum.
[[nodiscard]] bool is_attention(Launch launch);
/// Operators of the launch that starts at `first`.
[[nodiscard]] std::size_t launch_size(const std::vector<Operator>& ops, std::size_t first,
                                      bool is_eager);

}  // namespace fluxgate::tensor_core
