#include "sim/fabric/dram/address.h"

namespace fluxgate::dram {
namespace {

class Bits {
 public:
  explicit Bits(std::uint64_t value) : value_(value) {}
  std::uint64_t take(int count) {
    const std::uint64_t field = value_ & ((std::uint64_t{1} << count) - 1);
    value_ >>= count;
    return field;
  }

 private:
  std::uint64_t value_;
};

}  // namespace

AddressMap::AddressMap(const Timing& t, Mapping mapping)
    : mapping_(mapping),
      offset_(log2_of(t.burst_bytes)),
      column_(log2_of(t.row_bytes / t.burst_bytes)),
      pseudo_channel_(log2_of(t.pseudo_channels)),
      sid_(log2_of(t.sids)),
      group_(log2_of(t.groups)),
      bank_(log2_of(t.banks_per_group)),
      row_(log2_of(t.rows)) {}

Place AddressMap::place(std::uint64_t byte_address) const {
  Bits bits(byte_address >> offset_);
  std::uint64_t column = 0;
  if (mapping_ == Mapping::RoBaRaCoCh)
    bits.take(column_);
  else
    column = bits.take(2);
  std::uint64_t pc = bits.take(pseudo_channel_);
  std::uint64_t sid = bits.take(sid_);
  std::uint64_t group = bits.take(group_);
  std::uint64_t bank = bits.take(bank_);
  if (mapping_ == Mapping::Mop4ClXor) {
    column |= bits.take(column_ - 2) << 2;
  }
  std::uint64_t row = bits.take(row_);
  if (mapping_ == Mapping::Mop4ClXor) {
    Bits mask(column);
    pc ^= mask.take(pseudo_channel_);
    sid ^= mask.take(sid_);
    group ^= mask.take(group_);
    bank ^= mask.take(bank_);
    row ^= mask.take(row_);
  }
  Place p;
  p.row = static_cast<std::int32_t>(row);
  const std::uint64_t flat = (((pc << sid_ | sid) << group_ | group) << bank_) | bank;
  p.bank = static_cast<std::int32_t>(flat);
  return p;
}

}  // namespace fluxgate::dram
