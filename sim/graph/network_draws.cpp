/// The `draws:` of a network file: names that read like lists and give random values.
#include <fmt/format.h>

#include <cmath>

#include "sim/graph/draws.h"
#include "sim/graph/network_parameters.h"

namespace fluxgate {
namespace {

constexpr std::size_t kLoadClasses = 6;

}  // namespace

void NetworkParameters::read_draws() {
  const ConfigNode* draws = root_.find("draws");
  if (draws == nullptr) return;
  for (const auto& [name, draw] : draws->members) {
    refuse_unknown(draw, {"choose", "trace", "tally", "of", "percent", "route", "top_k", "experts",
                          "kind", "zipf"});
    if (draw.find("route") == nullptr) {
      draws_[name] = &draw;
      continue;
    }
    draws_[name + "_experts"] = &draw;
    draws_[name + "_rows"] = &draw;
  }
}

/// Value `index` of a draw; the number of load classes when the index is empty.
std::optional<double> NetworkParameters::find_in_draw(const std::string& name,
                                                      std::optional<double> index,
                                                      const Where& where) {
  const auto draw = draws_.find(name);
  if (draw == draws_.end()) return std::nullopt;
  const ConfigNode& node = *draw->second;
  const bool is_route = node.find("route") != nullptr;
  if (!index && !is_route)
    throw ConfigError(where, fmt::format("count({}): a draw has no length", name));
  const auto at = static_cast<std::int64_t>(index.value_or(0));
  const ConfigNode* of = node.find("of");
  const std::int64_t each = of == nullptr ? 1 : whole(of->scalar, {}, of->where, "of");
  if (each < 1 || at < 0) throw ConfigError(where, fmt::format("{}[{}]: no such stream", name, at));
  const std::int64_t stream = is_route ? 0 : at / each;
  const std::vector<double> values = drawn_values(name, node, stream, where);
  if (!index) return static_cast<double>(values.size());
  const auto place = static_cast<std::size_t>(is_route ? at : at % each);
  if (place >= values.size())
    throw ConfigError(where, fmt::format("{}[{}]: it has {} values", name, at, values.size()));
  return values[place];
}

std::vector<double> NetworkParameters::drawn_values(const std::string& name, const ConfigNode& draw,
                                                    std::int64_t stream, const Where& where) {
  const std::string key = fmt::format("{}.{}", name, stream);
  if (const auto known = drawn_.find(key); known != drawn_.end()) return known->second;
  const auto value = [&](const char* what) {
    const ConfigNode& node = member(draw, what);
    return number(node.scalar, {}, node.where);
  };
  // Both lists of a routing come from the same draw.
  const DrawKey random{seed_, sample_, draw.where.line * 4096 + stream};
  const auto list = [&](const char* what) {
    const ConfigNode& node = member(draw, what);
    const auto length = find_in_list(node.scalar, std::nullopt, node.where);
    if (!length)
      throw ConfigError(node.where, fmt::format("{}: '{}' is not a list", what, node.scalar));
    std::vector<double> values;
    for (double i = 0; i < *length; ++i)
      values.push_back(*find_in_list(node.scalar, i, node.where));
    return values;
  };
  std::vector<double> result;
  if (draw.find("choose") != nullptr) {
    result = {static_cast<double>(draw_index(list("choose"), random))};
  } else if (draw.find("trace") != nullptr) {
    const std::vector<double> trace = list("trace");
    result = {trace[static_cast<std::size_t>(sample_) % trace.size()]};
  } else if (draw.find("tally") != nullptr) {
    for (const std::int64_t rows :
         draw_tally(std::llround(value("tally")), std::llround(value("of")), value("percent") / 100,
                    random))
      result.push_back(static_cast<double>(rows));
  } else if (draw.find("route") != nullptr) {
    const auto experts = static_cast<std::int64_t>(value("experts"));
    const auto top_k = static_cast<std::int64_t>(value("top_k"));
    if (experts < 1 || top_k > experts)
      throw ConfigError(where, fmt::format("{}: top_k {} of {} experts", name, top_k, experts));
    const auto weights = value("kind") == 1
                             ? skewed_weights(experts)
                             : zipf_weights(experts, value("kind") == 2 ? value("zipf") / 100 : 0);
    const bool wants_experts = name.ends_with("_experts");
    for (const LoadClass& c : draw_routing(static_cast<std::int64_t>(value("route")), top_k,
                                           weights, kLoadClasses, random))
      result.push_back(static_cast<double>(wants_experts ? c.experts : c.rows));
  } else {
    throw ConfigError(draw.where,
                      fmt::format("draws: {}: one of choose, trace, tally, route is needed", name));
  }
  drawn_[key] = result;
  return result;
}

}  // namespace fluxgate
