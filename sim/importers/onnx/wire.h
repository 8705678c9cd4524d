/// Fields of a protobuf message, with the wire type checked before they are read.
#pragma once
#include <cstdint>
#include <protozero/pbf_reader.hpp>
#include <string>
#include <vector>

#include "sim/importers/onnx/proto.h"

namespace fluxgate::onnx {

using protozero::pbf_reader;
using Wire = protozero::pbf_wire_type;

inline std::string text_of(pbf_reader& in) {
  if (in.wire_type() != Wire::length_delimited) throw protozero::invalid_tag_exception{};
  return in.get_string();
}
inline std::int64_t number_of(pbf_reader& in) {
  if (in.wire_type() != Wire::varint) throw protozero::invalid_tag_exception{};
  return in.get_int64();
}
inline pbf_reader message_of(pbf_reader& in) {
  if (in.wire_type() != Wire::length_delimited) throw protozero::invalid_tag_exception{};
  return pbf_reader{in.get_view()};
}

/// A repeated number, packed or one by one.
inline void add_numbers(pbf_reader& in, std::vector<std::int64_t>& to) {
  if (in.wire_type() == Wire::varint) {
    to.push_back(in.get_int64());
    return;
  }
  pbf_reader check = in;  // get_packed needs the length-delimited form
  if (check.wire_type() != Wire::length_delimited) throw protozero::invalid_tag_exception{};
  for (const std::int64_t value : in.get_packed_int64()) to.push_back(value);
}
inline void add_floats(pbf_reader& in, std::vector<double>& to) {
  if (in.wire_type() == Wire::fixed32) {
    to.push_back(static_cast<double>(in.get_float()));
    return;
  }
  if (in.wire_type() != Wire::length_delimited) throw protozero::invalid_tag_exception{};
  for (const float value : in.get_packed_float()) to.push_back(static_cast<double>(value));
}

[[nodiscard]] Tensor read_tensor(protozero::pbf_reader in);

}  // namespace fluxgate::onnx
