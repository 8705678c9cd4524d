#include "sim/importers/hf/config.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <fstream>
#include <iterator>
#include <map>
#include <nlohmann/json.hpp>

namespace fluxgate::hf {
namespace {

constexpr double kMost = 1e7;  // of any size: products of three stay within 64 bits

std::string read_text(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(in), {}};
  if (in.bad() || !in.is_open()) throw ConfigError(path + ": cannot read this file");
  return text;
}

/// The JSON grammar is checked first, since YAML, whose reader knows places and duplicate keys,
/// takes more.
ConfigNode read_json(const std::string& path) {
  std::string text = read_text(path);
  try {
    if (!nlohmann::json::parse(text).is_object())
      throw ConfigError(path + ": an object in braces is expected");
  } catch (const nlohmann::json::exception& e) {
    const auto* at = dynamic_cast<const nlohmann::json::parse_error*>(&e);
    const std::size_t end = std::min(at == nullptr ? 0 : at->byte, text.size());
    const auto line =
        std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(end), '\n');
    throw ConfigError(Where{path, static_cast<int>(line) + 1, 1}, "not readable as JSON");
  }
  std::replace(text.begin(), text.end(), '\t', ' ');
  return read_yaml_text(text, path);
}

std::optional<double> as_number(const std::string& text) {
  double value = 0;
  const char* end = text.data() + text.size();
  const auto [at, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc{} || at != end || !std::isfinite(value)) return std::nullopt;
  return value;
}

std::int64_t as_count(const ConfigNode& node, const std::string& key) {
  const std::optional<double> value =
      node.kind == ConfigNode::Kind::Scalar ? as_number(node.scalar) : std::nullopt;
  if (!value || *value != std::floor(*value) || *value < 0 || *value > kMost)
    throw ConfigError(node.where, fmt::format("{}: '{}' is not a whole number from 0 to {:.0f}",
                                              key, node.scalar, kMost));
  return static_cast<std::int64_t>(*value);
}

}  // namespace

Config::Config(const std::string& path) : path_(path), root_(read_json(path)) {
  for (const char* key :
       {"quantization_config", "is_encoder_decoder", "add_cross_attention", "pruned_heads"}) {
    const ConfigNode* node = find({key});
    const bool is_empty =
        node == nullptr || node->scalar == "false" ||
        (node->kind != ConfigNode::Kind::Scalar && node->members.empty() && node->items.empty());
    if (!is_empty) refuse(key, "changes the network in a way that is not supported");
  }
}

const ConfigNode* Config::find(Keys keys) const {
  for (const char* key : keys) {
    const ConfigNode* node = root_.find(key);
    if (node != nullptr && node->kind != ConfigNode::Kind::Null && node->scalar != "null")
      return node;
  }
  return nullptr;
}
std::optional<std::int64_t> Config::find_count(Keys keys) const {
  const ConfigNode* node = find(keys);
  if (node == nullptr) return std::nullopt;
  return as_count(*node, *keys.begin());
}
std::int64_t Config::count(Keys keys, std::int64_t fallback) const {
  const std::int64_t value = find_count(keys).value_or(fallback);
  if (value < 1)
    throw ConfigError(find(keys)->where,
                      fmt::format("{}: 0 is not a size; give 1 or more", *keys.begin()));
  return value;
}
bool Config::flag(const char* key, bool fallback) const {
  const ConfigNode* node = find({key});
  if (node == nullptr) return fallback;
  if (node->scalar != "true" && node->scalar != "false")
    throw ConfigError(node->where, fmt::format("{}: true or false is expected", key));
  return node->scalar == "true";
}
std::string Config::text(Keys keys, const std::string& fallback) const {
  const ConfigNode* node = find(keys);
  if (node == nullptr) return fallback;
  if (node->kind != ConfigNode::Kind::Scalar)
    throw ConfigError(node->where, fmt::format("{}: a text is expected", *keys.begin()));
  return node->scalar;
}
double Config::number(const char* key, double fallback) const {
  const ConfigNode* node = find({key});
  if (node == nullptr) return fallback;
  const auto value = as_number(node->scalar);
  if (!value || *value <= 0 || *value > kMost)
    throw ConfigError(node->where,
                      fmt::format("{}: '{}' is not a number above 0", key, node->scalar));
  return *value;
}
std::vector<std::int64_t> Config::counts(Keys keys, std::vector<std::int64_t> fallback) const {
  const ConfigNode* node = find(keys);
  if (node == nullptr) return fallback;
  if (node->kind != ConfigNode::Kind::List)
    throw ConfigError(node->where, fmt::format("{}: a list of numbers is expected", *keys.begin()));
  std::vector<std::int64_t> values;
  for (const ConfigNode& item : node->items) values.push_back(as_count(item, *keys.begin()));
  return values;
}
std::vector<std::string> Config::texts(const char* key) const {
  const ConfigNode* node = find({key});
  std::vector<std::string> values;
  if (node == nullptr) return values;
  if (node->kind != ConfigNode::Kind::List)
    throw ConfigError(node->where, fmt::format("{}: a list of texts is expected", key));
  for (const ConfigNode& item : node->items) values.push_back(item.scalar);
  return values;
}

std::string Config::model_type() const {
  const std::string type = text({"model_type"}, "");
  if (type.empty())
    throw ConfigError(path_ + ": 'model_type' is missing; is this a HuggingFace config.json?");
  return type;
}
std::string Config::architecture(const std::string& fallback,
                                 const std::vector<std::string>& known) const {
  const std::vector<std::string> names = texts("architectures");
  const std::string name = names.empty() ? fallback : names.front();
  if (std::find(known.begin(), known.end(), name) == known.end())
    refuse("architectures", fmt::format("'{}' is not supported; known for {}: {}", name,
                                        model_type(), fmt::join(known, ", ")));
  return name;
}
std::int64_t Config::labels() const {
  const ConfigNode* labels = find({"id2label"});
  if (labels != nullptr && labels->kind == ConfigNode::Kind::Map && !labels->members.empty())
    return static_cast<std::int64_t>(labels->members.size());
  return count({"num_labels"}, 2);
}
std::string Config::activation(Keys keys, const std::string& fallback) const {
  static const std::map<std::string, std::string> kKnown{
      {"silu", "silu"},        {"swish", "silu"},     {"gelu", "gelu"},
      {"relu", "relu"},        {"tanh", "tanh"},      {"sigmoid", "sigmoid"},
      {"gelu_new", "gelu"},    {"gelu_fast", "gelu"}, {"gelu_pytorch_tanh", "gelu"},
      {"gelu_python", "gelu"}, {"quick_gelu", "silu"}};
  const auto at = kKnown.find(text(keys, fallback));
  if (at != kKnown.end()) return at->second;
  std::vector<std::string> names;
  for (const auto& [name, function] : kKnown) names.push_back(name);
  refuse(*keys.begin(), fmt::format("activation '{}' is not supported; known: {}",
                                    text(keys, fallback), fmt::join(names, ", ")));
}
void Config::refuse(const char* key, const std::string& sentence) const {
  const ConfigNode* node = find({key});
  const std::string where = node == nullptr ? path_ : node->where.to_string();
  throw ModelError(fmt::format("{}: {}: {}", where, key, sentence));
}

void Config::write_dtype(NetworkText& net) const {
  const std::string given = text({"torch_dtype", "dtype"}, "float32");
  if (given == "float16") {
    net.parameter("dtype", "fp16");
    return;
  }
  net.parameter("dtype", "bf16");
  if (given != "bfloat16")
    net.assume(fmt::format(
        "the checkpoint's type is {}; it runs in bf16 (--set workload.dtype=...)", given));
}

}  // namespace fluxgate::hf
