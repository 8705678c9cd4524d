/// Wire format of protobuf, writing only: varint, eight bytes, and text or nested messages.
#pragma once
#include <bit>
#include <cstdint>
#include <string>

namespace fluxgate {

class ProtoWriter {
 public:
  void integer(std::uint32_t field, std::uint64_t value) {
    varint(field << 3U);
    varint(value);
  }
  void fixed(std::uint32_t field, std::uint64_t value) {
    varint(field << 3U | 1U);
    for (unsigned i = 0; i < 8; ++i) bytes_.push_back(static_cast<char>(value >> (8U * i) & 0xFFU));
  }
  void real(std::uint32_t field, double value) {
    fixed(field, std::bit_cast<std::uint64_t>(value));
  }
  void text(std::uint32_t field, const std::string& value) {
    varint(field << 3U | 2U);
    varint(value.size());
    bytes_ += value;
  }
  void message(std::uint32_t field, const ProtoWriter& inner) { text(field, inner.bytes_); }
  [[nodiscard]] const std::string& bytes() const { return bytes_; }

 private:
  void varint(std::uint64_t value) {
    for (; value >= 0x80; value >>= 7U)
      bytes_.push_back(static_cast<char>((value & 0x7FU) | 0x80U));
    bytes_.push_back(static_cast<char>(value));
  }
  std::string bytes_;
};

}  // namespace fluxgate
