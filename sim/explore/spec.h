/// What a sweep varies, how it walks, and what it looks for; read from a YAML file:
///   workload, arch   an id, or a list of ids (a categorical key)
///   keys             {KEY: VALUES}; any key of the description, workload.KNOB, batch, seq,
///                    tokens, phase. VALUES is one of
///                      a list
///                      {from, to, step}, {from, to, log: FACTOR}
///                      {from, to}, {from, to, scale: log}     continuous, not for a grid
///                      {values: ..., when: EXPRESSION}, or `when` beside from/to
///                    Bytes are rounded to whole bytes; batch, seq, tokens and workload.* to
///                    whole numbers when from and to are (write 1.0 for a real one). The same
///                    value comes once.
///   derived          {KEY: EXPRESSION} or {is: EXPRESSION, unit: KiB}; set like a key
///   constraints      [EXPRESSION]; a point must meet all of them
///   metrics          {NAME: EXPRESSION} over result keys and keys, or
///                    {by: KEY, table: {VALUE: NUMBER}}
///   objectives       [NAME] or {NAME: max}; a result key or a metric, minimised unless it says max
///   method           grid, random, latin_hypercube, nsga2; points, population, generations, seed
///   tier             pruned (default), approx, bound
///   time_limit       60 s, for one point
/// Expressions are those of sim/graph/expression.h, in base units (bytes, hertz, seconds); a word
/// that is a value of a key stands for itself (array.dataflow == weight_stationary). An expression
/// over a key whose `when` is false does not apply.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sim/core/config.h"

namespace fluxgate::explore {

struct Value {
  std::string text;   // as it is set
  double number = 0;  // in expressions: base units, or the word's own number
};
struct Interval {
  double low = 0, high = 0;
  bool is_log = false;
  bool is_whole = false;
  std::string unit;  // written behind the number
};
struct Expression {
  std::string text;
  Where where;
};
struct Key {
  std::string name;
  Where where;
  std::vector<Value> values;         // discrete, unless:
  std::optional<Interval> interval;  // continuous
  std::optional<Expression> when;
};
struct Derived {
  std::string name, unit;
  Expression is;
};
struct Metric {
  std::string name;
  std::optional<Expression> is;
  std::string by;  // key of the table
  std::vector<std::pair<std::string, double>> table;
  Where where;
};
struct Objective {
  std::string name;
  bool is_maximised = false;
};
enum class Method { Grid, Random, LatinHypercube, Nsga2 };
enum class Depth { Bound, Approx, Pruned };

struct Spec {
  std::string text;  // of the file: names the sweep in the database
  std::string file;
  std::string arch;      // when it is not a key
  std::string workload;  // when it is not a key
  std::vector<Key> keys;
  std::vector<Derived> derived;
  std::vector<Expression> constraints;
  std::vector<Metric> metrics;
  std::vector<Objective> objectives;
  Method method = Method::Grid;
  Depth depth = Depth::Pruned;
  std::int64_t points = 100, population = 40, generations = 25;
  std::uint64_t seed = 1;
  double time_limit_s = 60;
};

[[nodiscard]] Spec read_spec(const std::string& path);
/// Of a text kept in a database; `file` names it in messages.
[[nodiscard]] Spec read_spec_text(const std::string& text, const std::string& file);

/// Number in base units of "256 KiB", "1.2 GHz" or "16"; a word gets a number of its own, the same
/// for the same word.
[[nodiscard]] double number_of(const std::string& text);

}  // namespace fluxgate::explore
