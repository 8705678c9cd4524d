/// The part of a network that one of `ranks` machines runs under tensor parallelism.
///
/// Tensors are whole, cut by columns (features) or cut by heads; operators follow their inputs:
///   product with weights, whole input     columns of the weights are cut; the result is cut by
///                                         columns (a product that a reduction reads stays whole)
///   product with weights, cut input       rows of the weights are cut; partial sums are added up
///                                         by an all-reduce, the result is whole
///   depthwise product, cut input          its channels are cut
///   product of activations (attention)    heads are cut
///   scan                                  heads or channels are cut
///   reduction                             of heads: rows are cut; of columns: columns are cut and
///                                         the sums of each row are all-reduced (fp32)
///   elementwise, gather, transform        cut when an input is
/// A result that leaves the network in parts is gathered. Refused (ModelError, one sentence):
/// heads, columns or channels that the ranks do not divide. Leaves out: cutting the embedding
/// table, sequence parallelism, copies of key heads.
#pragma once
#include <cstdint>
#include <map>
#include <string>

#include "sim/graph/graph.h"

namespace fluxgate {

enum class ExchangeKind { AllReduce, AllGather };
struct Exchange {
  ExchangeKind kind = ExchangeKind::AllReduce;
  Bytes bytes{};  // of a rank's partial sums; of the gathered whole
};

struct Shard {
  Graph graph;
  std::map<std::string, Exchange> exchanges;  // by the operator they follow
};

[[nodiscard]] Shard shard(const Graph& graph, std::int64_t ranks);

}  // namespace fluxgate
