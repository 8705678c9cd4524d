/// Links between GPUs of one node, all reachable by every other through switches (NVLink) or
/// through the host (PCIe), and the collectives of a tuned library over them.
///
/// For each protocol (LL: flags with every word; LL128: flags with every 128 bytes; Simple: whole
/// chunks) with base and hop latency and its share of the link:
///   ring  base + steps * hop + steps / ranks * bytes / (rate * share); steps = 2 (ranks - 1) of an
///         all-reduce, ranks - 1 of an all-gather
///   tree  base + 2 ceil(log2 ranks) * hop + 2 * bytes / (rate * share): up and down a double
///         binary tree, each rank sends and receives all bytes twice
/// The fastest of algorithm and protocol is taken. send: base + hop + bytes / (rate * share).
/// Leaves out: reduction in the switches (NVLink SHARP), overlap with computation, SMs that the
/// collective takes from a kernel.
#pragma once
#include <array>
#include <string>

#include "sim/contract/team.h"
#include "sim/core/config.h"

namespace fluxgate::tensor_core {

struct Protocol {
  const char* name = "";
  TimeFs ring_base{}, ring_hop{}, tree_base{}, tree_hop{};
  double share = 1;  // of the rate
};

struct LinkDescription {
  enum class Kind { None, NvLink, Pcie };
  Kind kind = Kind::NvLink;
  BytesPerSecond rate{};  // of one GPU, one direction, what data reach with the Simple protocol
  std::array<Protocol, 3> protocols;
};

[[nodiscard]] LinkDescription read_link(Params params);

class Link : public Interconnect {
 public:
  explicit Link(const LinkDescription& description) : description_(description) {}
  [[nodiscard]] ExchangeTime all_reduce(Bytes bytes, std::int64_t ranks) const override;
  [[nodiscard]] ExchangeTime all_gather(Bytes bytes, std::int64_t ranks) const override;
  [[nodiscard]] ExchangeTime send(Bytes bytes) const override;
  [[nodiscard]] TimeFs ring(const Protocol& p, Bytes bytes, std::int64_t ranks,
                            std::int64_t steps) const;
  [[nodiscard]] TimeFs tree(const Protocol& p, Bytes bytes, std::int64_t ranks) const;

 private:
  [[nodiscard]] TimeFs transfer(const Protocol& p, double bytes) const;
  LinkDescription description_;
};

}  // namespace fluxgate::tensor_core
