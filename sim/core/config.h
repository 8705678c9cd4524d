/// Strict configuration: YAML with units, `extends`, `--set`, provenance; see design.md section 4.
///
/// A description is a tree of keys. A number is a scalar ("128 KiB") or a map with provenance
/// ({ value: 128 KiB, source: "datasheet: ..." }); `source:` beside the keys of a map is the
/// provenance of every number in it that has none of its own. A source is one of
///   datasheet: paper: measured: rtl: derived: assumed     (prefix, then free text; `assumed` alone
///   is fine)
/// The key `extends: <id>` at the top merges another preset below this one (cycles are refused).
/// Modules read each key once through Params, which declares it: name, default, unit, sentence,
/// source. Errors (ConfigError) name file:line:column, key path and the nearest known key.
#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sim/core/errors.h"
#include "sim/core/units.h"

namespace fluxgate {

/// One node of a description: scalar, map or list, with the place it was written at.
class ConfigNode {
 public:
  enum class Kind { Null, Scalar, Map, List };
  // Out of line: the node contains pairs of itself, complete only after the class.
  ConfigNode();
  ~ConfigNode();
  ConfigNode(const ConfigNode& other);
  ConfigNode(ConfigNode&& other) noexcept;
  ConfigNode& operator=(const ConfigNode& other);
  ConfigNode& operator=(ConfigNode&& other) noexcept;

  Kind kind = Kind::Null;
  Where where;
  std::string scalar;
  std::string source;  // own or inherited provenance, may be empty
  std::vector<std::pair<std::string, ConfigNode>> members;  // Map, in file order, unique keys
  std::vector<ConfigNode> items;                            // List

  [[nodiscard]] const ConfigNode* find(const std::string& key) const;  // nullptr when absent
  /// Sets a dotted path ("array.rows"), creating maps on the way; `where` names "--set".
  void set(const std::string& path, ConfigNode value);
};

/// Reads a YAML file (duplicate keys, anchors with cycles, truncated text are ConfigErrors).
[[nodiscard]] ConfigNode read_yaml_file(const std::string& path);
[[nodiscard]] ConfigNode read_yaml_text(const std::string& text, const std::string& file_name);

/// Reads `path` and everything it `extends`; `find` maps a preset id to a file path ("" = unknown;
/// `known` lists the ids for the nearest-name hint).
[[nodiscard]] ConfigNode read_with_extends(
    const std::string& path, const std::function<std::string(const std::string&)>& find,
    const std::vector<std::string>& known);

/// Applies "a.b=v" (value is YAML text). A malformed assignment is a UsageError.
void apply_set(ConfigNode& root, const std::string& assignment);

/// The known name nearest to `name` by edit distance, empty when none is near (distance > 1 +
/// length/3).
[[nodiscard]] std::string nearest_name(const std::string& name,
                                       const std::vector<std::string>& known);

/// One declared key, for the effective configuration and the schema.
struct Declared {
  enum class Type { Number, Flag, Text, Choice };
  std::string path;  // "array.rows"
  Type type = Type::Number;
  UnitKind unit = UnitKind::Count;
  std::string value;          // as text with unit, canonical ("131072 B")
  double number = 0;          // base units; meaningful for Number
  std::string default_value;  // canonical; empty when required
  bool is_required = false;
  std::string sentence;
  std::string source;                // provenance of the value in use
  std::vector<std::string> choices;  // Choice
};

/// Reads the keys of one map and declares them. `finish()` of the root refuses unknown keys
/// anywhere below (every group that was opened included).
class Params {
 public:
  explicit Params(const ConfigNode& root);
  Params group(const std::string& name);  // sub-map; absent is as empty

  std::int64_t count(const std::string& name, std::int64_t fallback, const std::string& sentence,
                     const std::string& source, std::int64_t least = 1);
  double ratio(const std::string& name, double fallback, const std::string& sentence,
               const std::string& source);  // >= 0, no unit
  Cycles cycles(const std::string& name, Cycles fallback, const std::string& sentence,
                const std::string& source);  // >= 0
  Bytes bytes(const std::string& name, Bytes fallback, const std::string& sentence,
              const std::string& source, Bytes least = Bytes(1));
  Hertz hertz(const std::string& name, Hertz fallback, const std::string& sentence,
              const std::string& source);  // > 0
  BytesPerSecond rate(const std::string& name, BytesPerSecond fallback, const std::string& sentence,
                      const std::string& source);  // > 0
  TimeFs time(const std::string& name, TimeFs fallback, const std::string& sentence,
              const std::string& source);  // >= 0
  double energy_j(const std::string& name, double fallback, const std::string& sentence,
                  const std::string& source);  // >= 0
  double power_w(const std::string& name, double fallback, const std::string& sentence,
                 const std::string& source);  // >= 0
  double area_mm2(const std::string& name, double fallback, const std::string& sentence,
                  const std::string& source);  // >= 0
  bool flag(const std::string& name, bool fallback, const std::string& sentence,
            const std::string& source);
  std::string text(const std::string& name, const std::string& fallback,
                   const std::string& sentence);
  /// Index into `choices`.
  std::size_t choice(const std::string& name, std::size_t fallback,
                     const std::vector<std::string>& choices, const std::string& sentence,
                     const std::string& source);

  /// Place of a key of this map, for errors a module finds itself (e.g. rows not a power of two).
  [[nodiscard]] Where where(const std::string& name) const;
  [[nodiscard]] std::string path(const std::string& name) const;

  void finish();  // root only: unknown keys are ConfigErrors
  [[nodiscard]] const std::vector<Declared>& declared() const;
  /// Numbers whose source starts with "assumed" over all numbers, 0..1.
  [[nodiscard]] double assumed_share() const;

 private:
  struct State;
  Params(std::shared_ptr<State> state, const ConfigNode* node, std::string prefix);
  std::shared_ptr<State> state_;
  const ConfigNode* node_;
  std::string prefix_;
};

/// JSON Schema (draft 2020-12) of the declared keys, as text; deterministic.
[[nodiscard]] std::string json_schema(const std::vector<Declared>& declared,
                                      const std::string& title);

}  // namespace fluxgate
