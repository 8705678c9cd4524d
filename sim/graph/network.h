/// A network file to a graph. The language (examples: workloads/nets):
///   parameters   names with numbers, words (types) or expressions over other parameters
///   variants     other values of parameters, chosen by "family/variant"
///   phases       the phases it has; the first is the default
///   state        expression: elements of KV cache or recurrent state at the end
///   blocks       named lists of operators that `use:` inserts, with arguments of their own
///   network      list of operators, `use` and `repeat` items
/// Names that are always known: batch, seq, tokens (processed a sequence),
/// is_forward/prefill/decode.
#pragma once
#include <string>

#include "sim/core/config.h"
#include "sim/graph/graph.h"

namespace fluxgate {

[[nodiscard]] Graph build_network(const ConfigNode& root, const WorkloadOptions& options,
                                  const std::string& id, const std::string& variant);

}  // namespace fluxgate
