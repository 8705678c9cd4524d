/// Contents of the L2 by tensor, least recently used first, carried from kernel to kernel.
///
/// Rules (no time here; machine.h turns bytes into time):
///   read of a tensor    resident in full: a hit. Otherwise the whole tensor comes from DRAM: a
///                       stream that was cut by newer data evicts its own rest before it is read.
///   write               allocates without a fetch, dirty. Dirty bytes above dirty_share * capacity
///                       are written back at once, oldest first.
///   eviction            least recently used; a tensor's dirty bytes leave evenly with it.
/// Leaves out: sets and hashing, copies of far lines in the near partition.
#pragma once
#include <string>
#include <vector>

#include "models/tensor_core/kernel.h"
#include "models/tensor_core/machine.h"

namespace fluxgate::tensor_core {

class L2Cache {
 public:
  L2Cache(double capacity_bytes, double dirty_share);
  /// Reads and writes of a kernel; the traffic between L2 and DRAM that they cause.
  DramTraffic access(const Kernel& kernel);
  /// All lines belong to nobody that will be read again, as many dirty as may be.
  void fill_dirty();
  [[nodiscard]] bool holds(const std::string& tensor, double bytes) const;
  [[nodiscard]] std::string state() const;
  void set_state(const std::string& state);

 private:
  struct Entry {
    std::string tensor;
    double bytes = 0, dirty = 0;
  };
  double make_room(double bytes);  // dirty bytes written back
  double limit_dirty();
  Entry take(const std::string& tensor);

  double capacity_, dirty_capacity_;
  std::vector<Entry> entries_;
};

}  // namespace fluxgate::tensor_core
