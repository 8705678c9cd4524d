/// Several equal machines that run one network together. No SystemC.
///
///   tensor    every layer is cut across the ranks (sim/graph/shard.h); they exchange results
///   pipeline  layers are dealt out to stages; micro-batches follow each other through them
#pragma once
#include <cstdint>
#include <memory>
#include <string>

#include "sim/core/units.h"

namespace fluxgate {

struct ExchangeTime {
  TimeFs time{};
  std::string how;  // "ring, LL128"
};

/// What connects the machines of a team; each collective takes its fastest algorithm.
class Interconnect {
 public:
  virtual ~Interconnect() = default;
  /// Every rank ends with the sum of `bytes` from each.
  [[nodiscard]] virtual ExchangeTime all_reduce(Bytes bytes, std::int64_t ranks) const = 0;
  /// Every rank ends with all parts; `bytes` is the whole.
  [[nodiscard]] virtual ExchangeTime all_gather(Bytes bytes, std::int64_t ranks) const = 0;
  [[nodiscard]] virtual ExchangeTime send(Bytes bytes) const = 0;
};

struct Team {
  std::int64_t tensor = 1, pipeline = 1, micro_batches = 1;
  std::shared_ptr<const Interconnect> link;  // empty for a machine alone
  [[nodiscard]] std::int64_t size() const { return tensor * pipeline; }
};

/// A datapath that can be one of a team implements this beside Datapath.
class TeamMember {
 public:
  virtual ~TeamMember() = default;
  [[nodiscard]] virtual Team team() const = 0;
};

}  // namespace fluxgate
