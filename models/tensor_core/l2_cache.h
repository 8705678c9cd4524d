/// Contents of the L2 by tensor, least recently used first, carried from kernel to kernel.
///
/// Lines are hashed to sets of `ways` lines with LRU in each. A line that is read again after
/// `distance` bytes of other lines is still there when fewer than `ways` of them fell into its set:
///   survival = P(Poisson(ways * distance / capacity) < ways)
/// Rules (no time here; machine.h turns bytes into time):
///   read of a tensor    distance = the tensor itself and all that was touched after it; the share
///                       that did not survive comes from DRAM
///   write               allocates without a fetch, dirty. Writes are spread over the kernel: what
///                       its own later fetches and writes push out, all but the last capacity of
///                       them, is written back. Dirty bytes above dirty_share * capacity are
///                       written back at once, oldest first.
///   eviction            of the lines between two distances: capacity times the growth of the mean
///                       fill of a set, E min(Poisson, ways) / ways; dirty bytes leave with them
/// Leaves out: copies of far lines in the near partition (a smaller capacity stands for them).
#pragma once
#include <string>
#include <vector>

#include "models/tensor_core/kernel.h"
#include "models/tensor_core/machine.h"

namespace fluxgate::tensor_core {

/// Share of lines still in a cache after `load` times its capacity of other lines passed.
[[nodiscard]] double survival(double load, std::int64_t ways);
/// Share of a cache that the last `load` times its capacity of distinct lines fill.
[[nodiscard]] double fill(double load, std::int64_t ways);

class L2Cache {
 public:
  L2Cache(double capacity_bytes, double dirty_share, std::int64_t ways);
  /// Reads and writes of a kernel; the traffic between L2 and DRAM that they cause.
  DramTraffic access(const Kernel& kernel);
  /// All lines belong to nobody that will be read again; this share of those that may be is dirty.
  void fill_dirty(double share);
  /// Share of a tensor's bytes that its next read finds.
  [[nodiscard]] double hit_share(const std::string& tensor, double bytes) const;
  [[nodiscard]] std::string state() const;
  void set_state(const std::string& state);

 private:
  struct Entry {
    std::string tensor;
    double bytes = 0, dirty = 0, resident = 0;
  };
  Entry take(const std::string& tensor);
  double evict();  // dirty bytes written back
  double limit_dirty();

  double capacity_, dirty_capacity_;
  std::int64_t ways_;
  std::vector<Entry> entries_;
};

}  // namespace fluxgate::tensor_core
