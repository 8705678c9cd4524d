/// The messages of an ONNX file, as far as shapes need them (onnx.proto: ModelProto, GraphProto,
/// NodeProto, AttributeProto, TensorProto). Fields that are not listed here are skipped; tensor
/// data is kept only where it is small.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace fluxgate::onnx {

inline constexpr std::int64_t kMostData = 1 << 16;  // values of a tensor that are kept

struct Tensor {
  std::string name;
  std::vector<std::int64_t> dims;
  std::int64_t type = 1;  // TensorProto.DataType: 1 float, 7 int64, 9 bool, 10 half, 11 double
  std::optional<std::vector<double>> data;
};

struct Attribute {
  std::optional<std::int64_t> i;
  std::optional<double> f;
  std::string s;
  std::vector<std::int64_t> ints;
  std::vector<double> floats;
  std::optional<Tensor> t;
};

struct Node {
  std::string name, type, domain;
  std::vector<std::string> inputs, outputs;
  std::map<std::string, Attribute> attributes;
  [[nodiscard]] std::int64_t integer(const std::string& key, std::int64_t fallback) const;
  [[nodiscard]] std::vector<std::int64_t> integers(const std::string& key,
                                                   std::vector<std::int64_t> fallback) const;
  [[nodiscard]] std::string text(const std::string& key, const std::string& fallback) const;
};

struct Dim {
  std::optional<std::int64_t> value;
  std::string symbol;  // of an open size, may be empty
};
struct Input {
  std::string name;
  std::int64_t type = 1;
  std::optional<std::vector<Dim>> dims;
};

struct Model {
  std::int64_t opset = 0;
  std::vector<Node> nodes;
  std::vector<Tensor> initializers;
  std::vector<Input> inputs;
  std::vector<std::string> outputs;
};

/// ConfigError when the file is not readable as ONNX or is cut off.
[[nodiscard]] Model read_model(const std::string& path);

}  // namespace fluxgate::onnx
