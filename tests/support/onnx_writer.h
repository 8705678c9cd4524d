/// Writes small ONNX files, field by field, for tests of the importer.
#pragma once
#include <fmt/format.h>

#include <cstdint>
#include <map>
#include <protozero/pbf_writer.hpp>
#include <string>
#include <vector>

namespace fluxgate::test {

class OnnxWriter {
 public:
  using Dims = std::vector<std::int64_t>;

  /// A size below 1 is open; its symbol is "d" and its negation ("d2" for -2).
  void input(const std::string& name, const Dims& dims, std::int64_t type = 1) {
    std::string shape;
    for (const std::int64_t d : dims) {
      std::string dim;
      protozero::pbf_writer w(dim);
      if (d > 0)
        w.add_int64(1, d);
      else
        w.add_string(2, fmt::format("d{}", -d));
      protozero::pbf_writer(shape).add_message(1, dim);
    }
    std::string tensor, whole, info;
    protozero::pbf_writer(tensor).add_int32(1, static_cast<std::int32_t>(type));
    protozero::pbf_writer(tensor).add_message(2, shape);
    protozero::pbf_writer(whole).add_message(1, tensor);
    protozero::pbf_writer(info).add_string(1, name);
    protozero::pbf_writer(info).add_message(2, whole);
    protozero::pbf_writer(graph_).add_message(11, info);
  }
  /// Learned values; the bytes lie elsewhere (external data), as in large exports.
  void weights(const std::string& name, const Dims& dims, std::int64_t type = 1) {
    protozero::pbf_writer(graph_).add_message(5, tensor(name, dims, type, {}));
  }
  void integers(const std::string& name, const Dims& values) {
    const Dims dims{static_cast<std::int64_t>(values.size())};
    protozero::pbf_writer(graph_).add_message(5, tensor(name, dims, 7, values));
  }
  void scalar(const std::string& name, std::int64_t value) {
    protozero::pbf_writer(graph_).add_message(5, tensor(name, {}, 7, {value}));
  }
  void number(const std::string& name) {
    protozero::pbf_writer(graph_).add_message(5, tensor(name, {}, 1, {}));
  }

  struct Attributes {
    std::map<std::string, std::int64_t> whole = {};
    std::map<std::string, Dims> lists = {};
    std::map<std::string, std::string> texts = {};
  };
  void node(const std::string& type, const std::vector<std::string>& inputs,
            const std::vector<std::string>& outputs) {
    node(type, inputs, outputs, Attributes{});
  }
  void node(const std::string& type, const std::vector<std::string>& inputs,
            const std::vector<std::string>& outputs, const Attributes& attributes,
            const std::string& domain = "") {
    std::string bytes;
    protozero::pbf_writer w(bytes);
    for (const std::string& name : inputs) w.add_string(1, name);
    for (const std::string& name : outputs) w.add_string(2, name);
    w.add_string(3, "/body/" + type + "_" + outputs.front());
    w.add_string(4, type);
    for (const auto& [key, value] : attributes.whole) {
      std::string a;
      protozero::pbf_writer(a).add_string(1, key);
      protozero::pbf_writer(a).add_int64(3, value);
      w.add_message(5, a);
    }
    for (const auto& [key, values] : attributes.lists) {
      std::string a;
      protozero::pbf_writer(a).add_string(1, key);
      for (const std::int64_t value : values) protozero::pbf_writer(a).add_int64(8, value);
      w.add_message(5, a);
    }
    for (const auto& [key, text] : attributes.texts) {
      std::string a;
      protozero::pbf_writer(a).add_string(1, key);
      protozero::pbf_writer(a).add_string(4, text);
      w.add_message(5, a);
    }
    w.add_string(6, "a field that importers skip");
    if (!domain.empty()) w.add_string(7, domain);
    protozero::pbf_writer(graph_).add_message(1, bytes);
  }

  [[nodiscard]] std::string bytes(std::int64_t opset = 17) const {
    std::string model, set;
    protozero::pbf_writer(set).add_int64(2, opset);
    protozero::pbf_writer w(model);
    w.add_int64(1, 8);
    w.add_string(2, "tests");
    w.add_message(7, graph_);
    w.add_message(8, set);
    return model;
  }

 private:
  static std::string tensor(const std::string& name, const Dims& dims, std::int64_t type,
                            const Dims& values) {
    std::string bytes;
    protozero::pbf_writer w(bytes);
    w.add_packed_int64(1, dims.begin(), dims.end());
    w.add_int64(2, type);
    w.add_string(8, name);
    if (!values.empty())
      w.add_packed_int64(7, values.begin(), values.end());
    else
      w.add_int64(14, 1);  // data_location: external
    return bytes;
  }
  std::string graph_;
};

}  // namespace fluxgate::test
