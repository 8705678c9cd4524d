/// A network file to a graph. The language (examples: workloads/nets):
///   parameters   names with numbers, words (types) or expressions over other parameters
///   variants     other values of parameters, chosen by "family/variant"
///   phases       the phases it has; the first is the default
///   state        expression: elements of KV cache or recurrent state at the end
///   blocks       named lists of operators that `use:` inserts, with arguments of their own
///   draws        random choices (sim/graph/draws.h), read like lists; the index is the stream:
///                {choose: weights} an index, {trace: list} the value of this sample, {tally: rows,
///                of: parts, percent: p} rows with more than index mod parts; {route: tokens,
///                top_k, experts, kind: 0 balanced 1 skewed 2 Zipf, zipf: exponent in percent}
///                gives name_experts[c] and name_rows[c] a load class. is_sampled: 1 in `run
///                --samples`
///   network      list of operators, `use`, `repeat` and `let` items
/// `repeat: n` becomes a segment that runs n times; with `index: i` (or inside another repetition)
/// it is written out, i counting from 0. `let: {name: expression}` holds for the rest of its list.
/// `when: condition` leaves an item out. `from: in` reads what entered the innermost block or
/// repetition, `previous` the operator before; `{use: block, from: x}` lets x enter. Parameters may
/// be lists: depths[i]. Names that are always known: batch, seq, tokens (processed a sequence),
/// is_forward/prefill/decode.
#pragma once
#include <string>

#include "sim/core/config.h"
#include "sim/graph/graph.h"

namespace fluxgate {

[[nodiscard]] Graph build_network(const ConfigNode& root, const WorkloadOptions& options,
                                  const std::string& id, const std::string& variant);

}  // namespace fluxgate
