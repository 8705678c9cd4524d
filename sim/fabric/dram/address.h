/// Address mapping of one channel: byte address -> bank and row. Bit orders: dram.md "Address
/// mapping".
///   RoBaRaCoCh   row | bank | group | sid | pseudo channel | column | offset
///   MOP4CLXOR    row | column[..2] | bank | group | sid | pseudo channel | column[1..0] | offset,
///                then each level from the pseudo channel up to the row is XORed with the next
///                bits of the column, lowest first (dram.md leaves out the row, which takes what
///                the levels below leave of the column; its figures include it)
#pragma once
#include <cstdint>

#include "sim/fabric/dram/stream_rate.h"
#include "sim/fabric/dram/timing.h"

namespace fluxgate::dram {

struct Place {
  std::int32_t bank = 0;  // flat: ((pc * sids + sid) * groups + group) * banks_per_group + bank
  std::int32_t row = 0;
};

class AddressMap {
 public:
  AddressMap(const Timing& timing, Mapping mapping);
  [[nodiscard]] Place place(std::uint64_t byte_address) const;

 private:
  Mapping mapping_;
  int offset_, column_, pseudo_channel_, sid_, group_, bank_, row_;  // bits
};

}  // namespace fluxgate::dram
