/// TensorProto: sizes and type always, values where they are few and in the file.
#include <fmt/format.h>

#include <cstring>

#include "sim/core/errors.h"
#include "sim/importers/onnx/wire.h"

namespace fluxgate::onnx {
namespace {

void add_doubles(pbf_reader& in, std::vector<double>& to) {
  if (in.wire_type() != Wire::length_delimited) {
    in.skip();
    return;
  }
  for (const double value : in.get_packed_double()) to.push_back(value);
}

template <class T>
void unpack(const std::string& raw, std::vector<double>& to) {
  for (std::size_t at = 0; at + sizeof(T) <= raw.size(); at += sizeof(T)) {
    T value;
    std::memcpy(&value, raw.data() + at, sizeof(T));
    to.push_back(static_cast<double>(value));
  }
}
/// raw_data is little-endian; types other than these stay without values.
void unpack_raw(const std::string& raw, std::int64_t type, std::vector<double>& to) {
  switch (type) {
    case 1:
      unpack<float>(raw, to);
      return;
    case 2:
    case 9:
      unpack<std::uint8_t>(raw, to);
      return;
    case 3:
      unpack<std::int8_t>(raw, to);
      return;
    case 6:
      unpack<std::int32_t>(raw, to);
      return;
    case 7:
      unpack<std::int64_t>(raw, to);
      return;
    case 11:
      unpack<double>(raw, to);
      return;
    default:
      return;
  }
}

}  // namespace

Tensor read_tensor(pbf_reader in) {
  Tensor tensor;
  std::vector<double> values;
  std::vector<std::int64_t> whole;
  protozero::data_view raw;
  while (in.next()) {
    switch (in.tag()) {
      case 1:
        add_numbers(in, tensor.dims);
        break;
      case 2:
        tensor.type = number_of(in);
        break;
      case 4:
        add_floats(in, values);
        break;
      case 5:
      case 7:
        add_numbers(in, whole);
        break;
      case 8:
        tensor.name = text_of(in);
        break;
      case 9:
        if (in.wire_type() != Wire::length_delimited) throw protozero::invalid_tag_exception{};
        raw = in.get_view();
        break;
      case 10:
        add_doubles(in, values);
        break;
      default:
        in.skip();
    }
  }
  std::int64_t elements = 1;
  for (const std::int64_t d : tensor.dims) {
    if (d < 0 || d > (1LL << 40) || (d > 0 && elements > (1LL << 40) / d))
      throw ConfigError(fmt::format("tensor '{}' has a size of {}", tensor.name, d));
    elements *= d;
  }
  if (elements > kMostData) return tensor;
  for (const std::int64_t value : whole) values.push_back(static_cast<double>(value));
  if (values.empty() && raw.size() <= static_cast<std::size_t>(kMostData) * 8)
    unpack_raw(std::string(raw.data(), raw.size()), tensor.type, values);
  if (static_cast<std::int64_t>(values.size()) == elements) tensor.data = std::move(values);
  return tensor;
}

}  // namespace fluxgate::onnx
