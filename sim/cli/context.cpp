/// `fluxgate context`: prefill and decode of language models against the length of the context.
#include "sim/engine/context.h"

#include <fmt/format.h>

#include <memory>
#include <nlohmann/json.hpp>

#include "sim/cli/command.h"
#include "sim/cli/run_options.h"

namespace fluxgate {
namespace {

using Json = nlohmann::ordered_json;

struct Options : CommonOptions {
  std::vector<std::string> workloads;
  std::vector<std::int64_t> at;
  std::int64_t from = 1024, to = 1048576;
};

template <class T, class F>
Json or_null(const std::optional<T>& value, F as_number) {
  return value ? Json(as_number(*value)) : Json(nullptr);
}

Json to_json(const ContextPoint& p) {
  const auto in_seconds = [](TimeFs time) { return seconds(time); };
  return {{"context", p.context},
          {"prefill_s", or_null(p.prefill, in_seconds)},
          {"decode_s", or_null(p.decode, in_seconds)},
          {"weight_bytes", p.prefill_memory.weights.value},
          {"kv_cache_bytes", p.kv_cache.value},
          {"recurrent_state_bytes", p.recurrent_state.value},
          {"prefill_activation_bytes", p.prefill_memory.activations.value},
          {"decode_activation_bytes", p.decode_memory.activations.value},
          {"prefill_memory_bytes", p.prefill_memory.total().value},
          {"decode_memory_bytes", p.decode_memory.total().value},
          {"prefill_share_by_class", p.prefill_classes}};
}

Json to_json(const ContextStudy& s) {
  const auto as_is = [](std::int64_t n) { return n; };
  Json json{{"workload", s.workload},
            {"params", s.params},
            {"capacity_bytes", or_null(s.capacity, [](Bytes b) { return b.value; })},
            {"longest_prefill", or_null(s.longest_prefill, as_is)},
            {"longest_decode", or_null(s.longest_decode, as_is)},
            {"points", Json::array()}};
  for (const ContextPoint& p : s.points) json["points"].push_back(to_json(p));
  return json;
}

void print_table(const ContextStudy& s) {
  const auto time = [](const std::optional<TimeFs>& t) {
    return t ? format_time(*t) : std::string("does not fit");
  };
  const auto tokens = [](const std::optional<std::int64_t>& n) {
    return n ? fmt::format("{} tokens", *n) : std::string("none found");
  };
  fmt::print("{}, {:.3f} M parameters; longest prefill {}, longest decode {}\n\n", s.workload,
             static_cast<double>(s.params) / 1e6, tokens(s.longest_prefill),
             tokens(s.longest_decode));
  fmt::print("  {:>9}{:>15}{:>15}{:>12}{:>12}{:>12}{:>13}\n", "context", "prefill", "a token",
             "weights", "KV cache", "state", "activations");
  for (const ContextPoint& p : s.points)
    fmt::print("  {:>9}{:>15}{:>15}{:>12}{:>12}{:>12}{:>13}\n", p.context, time(p.prefill),
               time(p.decode), format_bytes(p.prefill_memory.weights), format_bytes(p.kv_cache),
               format_bytes(p.recurrent_state), format_bytes(p.prefill_memory.activations));
  fmt::print("\n");
}

std::vector<std::int64_t> contexts_of(const Options& o) {
  for (const std::int64_t context : o.at)
    if (context < 1)
      throw UsageError(fmt::format("--at {}: is not a context; give 1 or more tokens", context));
  if (!o.at.empty()) return o.at;
  if (o.from < 1 || o.to < o.from)
    throw UsageError(fmt::format("--from {} --to {}: give 1 <= from <= to", o.from, o.to));
  std::vector<std::int64_t> contexts;
  for (std::int64_t context = o.from; context <= o.to; context *= 2) contexts.push_back(context);
  return contexts;
}

void act(const Options& o) {
  if (!o.phase.empty() || o.seq != 0 || o.tokens != 0)
    throw UsageError("context: takes --at or --from and --to, not --phase, --seq or --tokens");
  const std::vector<std::int64_t> contexts = contexts_of(o);
  Arch arch = load_arch(o.arch, split_sets(o).arch);
  Json json{{"arch", arch.id}, {"batch", o.batch}, {"workloads", Json::array()}};
  for (const std::string& workload : o.workloads) {
    const ContextStudy study = study_context(arch, to_run_options(o, workload), contexts);
    if (o.is_json)
      json["workloads"].push_back(to_json(study));
    else
      print_table(study);
  }
  if (o.is_json) fmt::print("{}\n", json.dump(2));
}

[[maybe_unused]] const bool kRegistered = Commands::add(
    "context",
    {"language models against the length of their context",
     "fluxgate context llama-3.1-8b mamba2-2.7b --arch rtx4090",
     [](CLI::App& app) -> std::function<void()> {
       auto o = std::make_shared<Options>();
       app.add_option("workloads", o->workloads, "language models: ids or .yaml files")->required();
       add_run_options(app, *o);
       app.add_option("--from", o->from, "shortest context; the next is twice as long")
           ->default_val(1024);
       app.add_option("--to", o->to, "longest context")->default_val(1048576);
       app.add_option("--at", o->at, "these contexts instead; repeatable");
       return [o] { act(*o); };
     }});

}  // namespace
}  // namespace fluxgate
