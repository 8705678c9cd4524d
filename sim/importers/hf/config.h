/// A HuggingFace config.json: strict JSON, no key twice. Values are read with the default of the
/// model's configuration class; `null` counts as absent.
#pragma once
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <vector>

#include "sim/core/config.h"
#include "sim/core/registry.h"
#include "sim/importers/network_text.h"

namespace fluxgate::hf {

using Keys = std::initializer_list<const char*>;  // a key and its aliases; the first present counts

class Config {
 public:
  explicit Config(const std::string& path);

  [[nodiscard]] std::optional<std::int64_t> find_count(Keys keys) const;
  [[nodiscard]] std::int64_t count(Keys keys, std::int64_t fallback) const;
  [[nodiscard]] bool flag(const char* key, bool fallback) const;
  [[nodiscard]] std::string text(Keys keys, const std::string& fallback) const;
  [[nodiscard]] double number(const char* key, double fallback) const;
  [[nodiscard]] std::vector<std::int64_t> counts(Keys keys,
                                                 std::vector<std::int64_t> fallback) const;
  [[nodiscard]] std::vector<std::string> texts(const char* key) const;
  [[nodiscard]] bool has(const char* key) const { return find({key}) != nullptr; }
  /// Written as null: what some classes read as "none", not as "default".
  [[nodiscard]] bool is_null(const char* key) const {
    return root_.find(key) != nullptr && find({key}) == nullptr;
  }

  [[nodiscard]] std::string model_type() const;
  /// First of `architectures`, or `fallback`; ModelError when it is none of `known`.
  [[nodiscard]] std::string architecture(const std::string& fallback,
                                         const std::vector<std::string>& known) const;
  /// Classes of a classifier: entries of `id2label`, `num_labels`, else 2.
  [[nodiscard]] std::int64_t labels() const;
  /// Function of our `activation` operator for a name of transformers' ACT2FN.
  [[nodiscard]] std::string activation(Keys keys, const std::string& fallback) const;
  /// ModelError "file:line:column: key: sentence".
  [[noreturn]] void refuse(const char* key, const std::string& sentence) const;

  /// Writes `dtype`: the checkpoint's, where it has two bytes; else bf16, said so.
  void write_dtype(NetworkText& net) const;
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  [[nodiscard]] const ConfigNode* find(Keys keys) const;
  std::string path_;
  ConfigNode root_;
};

/// A model class: reads what it knows and writes the network.
struct Model {
  NetworkText (*write)(const Config& config);
};
using Models = Registry<Model>;

}  // namespace fluxgate::hf
