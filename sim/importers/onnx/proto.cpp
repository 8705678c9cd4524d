#include "sim/importers/onnx/proto.h"

#include <fmt/format.h>

#include <fstream>
#include <iterator>

#include "sim/core/errors.h"
#include "sim/importers/onnx/wire.h"

namespace fluxgate::onnx {
namespace {

Attribute read_attribute(pbf_reader in, std::string& name) {
  Attribute attribute;
  while (in.next()) {
    switch (in.tag()) {
      case 1:
        name = text_of(in);
        break;
      case 2:
        if (in.wire_type() != Wire::fixed32) throw protozero::invalid_tag_exception{};
        attribute.f = static_cast<double>(in.get_float());
        break;
      case 3:
        attribute.i = number_of(in);
        break;
      case 4:
        attribute.s = text_of(in);
        break;
      case 5:
        attribute.t = read_tensor(message_of(in));
        break;
      case 7:
        add_floats(in, attribute.floats);
        break;
      case 8:
        add_numbers(in, attribute.ints);
        break;
      default:
        in.skip();
    }
  }
  return attribute;
}

Node read_node(pbf_reader in) {
  Node node;
  while (in.next()) {
    switch (in.tag()) {
      case 1:
        node.inputs.push_back(text_of(in));
        break;
      case 2:
        node.outputs.push_back(text_of(in));
        break;
      case 3:
        node.name = text_of(in);
        break;
      case 4:
        node.type = text_of(in);
        break;
      case 5: {
        std::string name;
        Attribute attribute = read_attribute(message_of(in), name);
        node.attributes[name] = std::move(attribute);
        break;
      }
      case 7:
        node.domain = text_of(in);
        break;
      default:
        in.skip();
    }
  }
  return node;
}

std::vector<Dim> read_shape(pbf_reader in) {
  std::vector<Dim> dims;
  while (in.next(1)) {
    Dim dim;
    pbf_reader field = message_of(in);
    while (field.next()) {
      if (field.tag() == 1)
        dim.value = number_of(field);
      else if (field.tag() == 2)
        dim.symbol = text_of(field);
      else
        field.skip();
    }
    dims.push_back(dim);
  }
  return dims;
}

/// ValueInfoProto: name, then TypeProto.tensor_type {elem_type, shape}.
Input read_input(pbf_reader in) {
  Input input;
  while (in.next()) {
    if (in.tag() == 1) {
      input.name = text_of(in);
    } else if (in.tag() == 2) {
      pbf_reader type = message_of(in);
      while (type.next(1)) {
        pbf_reader tensor = message_of(type);
        while (tensor.next()) {
          if (tensor.tag() == 1)
            input.type = number_of(tensor);
          else if (tensor.tag() == 2)
            input.dims = read_shape(message_of(tensor));
          else
            tensor.skip();
        }
      }
    } else {
      in.skip();
    }
  }
  return input;
}

void read_graph(pbf_reader in, Model& model) {
  while (in.next()) {
    switch (in.tag()) {
      case 1:
        model.nodes.push_back(read_node(message_of(in)));
        break;
      case 5:
        model.initializers.push_back(read_tensor(message_of(in)));
        break;
      case 11:
        model.inputs.push_back(read_input(message_of(in)));
        break;
      case 12:
        model.outputs.push_back(read_input(message_of(in)).name);
        break;
      default:
        in.skip();
    }
  }
}

void read_opset(pbf_reader in, Model& model) {
  std::string domain;
  std::int64_t version = 0;
  while (in.next()) {
    if (in.tag() == 1)
      domain = text_of(in);
    else if (in.tag() == 2)
      version = number_of(in);
    else
      in.skip();
  }
  if (domain.empty() || domain == "ai.onnx") model.opset = version;
}

Model parse(const std::string& bytes) {
  Model model;
  bool has_graph = false;
  for (pbf_reader in(bytes); in.next();) {
    if (in.tag() == 7) {
      read_graph(message_of(in), model);
      has_graph = true;
    } else if (in.tag() == 8) {
      read_opset(message_of(in), model);
    } else {
      in.skip();
    }
  }
  if (!has_graph || model.opset == 0) throw protozero::end_of_buffer_exception{};
  return model;
}

}  // namespace

std::int64_t Node::integer(const std::string& key, std::int64_t fallback) const {
  const auto at = attributes.find(key);
  return at == attributes.end() ? fallback : at->second.i.value_or(fallback);
}
std::vector<std::int64_t> Node::integers(const std::string& key,
                                         std::vector<std::int64_t> fallback) const {
  const auto at = attributes.find(key);
  return at == attributes.end() ? std::move(fallback) : at->second.ints;
}
std::string Node::text(const std::string& key, const std::string& fallback) const {
  const auto at = attributes.find(key);
  return at == attributes.end() ? fallback : at->second.s;
}

Model read_model(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(in), {}};
  if (!in.is_open() || in.bad()) throw ConfigError(path + ": cannot read this file");
  try {
    return parse(bytes);
  } catch (const protozero::exception&) {
    throw ConfigError(path + ": not readable as ONNX; is the file whole?");
  } catch (const ConfigError& e) {
    throw ConfigError(path + ": " + e.what());
  }
}

}  // namespace fluxgate::onnx
