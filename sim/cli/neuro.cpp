/// `fluxgate neuro`: a spiking network in SFQ at the level of circuits, pulses or architecture.
#include "sim/contract/neuro.h"

#include <fmt/format.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <sstream>

#include "sim/cli/cold_power_text.h"
#include "sim/cli/command.h"

namespace fluxgate {
namespace {

struct Options {
  NeuroRequest request;
  std::string level = "architecture", sweep;
  bool is_json = false;
};

NeuroLevel parse_level(const std::string& name) {
  if (name == "circuit") return NeuroLevel::Circuit;
  if (name == "pulse") return NeuroLevel::Pulse;
  if (name == "architecture") return NeuroLevel::Architecture;
  throw UsageError(fmt::format("--level {}: unknown; known: circuit, pulse, architecture", name));
}

void print_cases(const NeuroResult& r) {
  constexpr std::size_t kMost = 20;
  for (std::size_t i = 0; i < r.cases.size() && i < kMost; ++i) {
    const NeuroCase& c = r.cases[i];
    fmt::print("  {:<12} expected {} decided {} {}", c.name, c.expected, c.decided,
               c.expected == c.decided ? " " : "!");
    for (const auto& [neuron, rate] : c.rates) fmt::print("  {} {:.3f}", neuron, rate);
    fmt::print("\n");
  }
  if (r.cases.size() > kMost) fmt::print("  ... {} cases more\n", r.cases.size() - kMost);
}

void print_table(const NeuroResult& r, const std::string& level) {
  fmt::print("{} ({}): {}\n{} slots of {} ps; rates in pulses a slot\n", r.network, level,
             r.summary, r.slots, r.slot_ps);
  print_cases(r);
  fmt::print("accuracy {:.4f}", r.accuracy);
  if (r.classification_margin)
    fmt::print(", classification margin {:.2f} about {} a slot", *r.classification_margin,
               *r.decision_rate);
  if (r.violations > 0) fmt::print(", {} pulses lost in mergers and inverters", r.violations);
  fmt::print("\n{} synapses, {} somas, {} junctions, bias {:.2f} mA", r.synapses, r.neurons,
             r.junctions, r.bias_ua / 1000);
  if (r.area_mm2) fmt::print(", at most {:.3f} mm2", *r.area_mm2);
  fmt::print("\n");
  print_cold_power(r.power);
  for (const auto& [name, range] : r.margin_percent)
    fmt::print("  margin {:<16} {:+.0f} .. {:+.0f} %\n", name, range.first, range.second);
}

template <class Value>
nlohmann::ordered_json or_null(const std::optional<Value>& value) {
  return value ? nlohmann::ordered_json(*value) : nlohmann::ordered_json(nullptr);
}

nlohmann::ordered_json to_json(const NeuroResult& r, const Options& o) {
  nlohmann::ordered_json cases = nlohmann::ordered_json::array();
  for (const NeuroCase& c : r.cases)
    cases.push_back({{"name", c.name},
                     {"expected", c.expected},
                     {"decided", c.decided},
                     {"rates_per_slot", c.rates}});
  nlohmann::ordered_json margins = nlohmann::ordered_json::object();
  for (const auto& [key, range] : r.margin_percent) margins[key] = {range.first, range.second};
  return {{"network", r.network},
          {"level", o.level},
          {"seed", o.request.seed},
          {"temperature_k", o.request.temperature_k},
          {"bias_spread", o.request.bias_spread},
          {"slots", r.slots},
          {"slot_ps", r.slot_ps},
          {"cases", cases},
          {"accuracy", r.accuracy},
          {"decision_rate_per_slot", or_null(r.decision_rate)},
          {"classification_margin", or_null(r.classification_margin)},
          {"lost_pulses", r.violations},
          {"synapses", r.synapses},
          {"neurons", r.neurons},
          {"junctions", r.junctions},
          {"cells", r.cells},
          {"bias_ua", r.bias_ua},
          {"area_mm2", or_null(r.area_mm2)},
          {"power", cold_power_json(r.power)},
          {"margin_percent", margins}};
}

/// "temperature=0,4.2,10" or "bias_spread=0,0.02".
struct Sweep {
  double NeuroRequest::*knob = nullptr;
  std::string name;
  std::vector<double> values;
};
Sweep parse_sweep(const std::string& text) {
  Sweep sweep;
  const std::size_t equals = text.find('=');
  sweep.name = text.substr(0, equals);
  if (sweep.name == "temperature") sweep.knob = &NeuroRequest::temperature_k;
  if (sweep.name == "bias_spread") sweep.knob = &NeuroRequest::bias_spread;
  std::istringstream list(equals == std::string::npos ? "" : text.substr(equals + 1));
  for (std::string word; std::getline(list, word, ',');) {
    std::size_t used = 0;
    try {
      sweep.values.push_back(std::stod(word, &used));
    } catch (const std::exception&) {
      used = 0;
    }
    if (used == 0 || used != word.size() || !(sweep.values.back() >= 0))
      throw UsageError(fmt::format("--sweep {}: '{}' is not a value from 0 on", text, word));
  }
  if (sweep.knob == nullptr || sweep.values.empty())
    throw UsageError(
        fmt::format("--sweep {}: write temperature=K,K,... or bias_spread=SHARE,SHARE,...", text));
  return sweep;
}

void run_sweep(const Options& o) {
  const Sweep sweep = parse_sweep(o.sweep);
  if (o.request.level == NeuroLevel::Pulse)
    throw UsageError("--sweep: at level circuit or architecture (one net of pulses a run)");
  nlohmann::ordered_json points = nlohmann::ordered_json::array();
  for (const double value : sweep.values) {
    NeuroRequest request = o.request;
    request.*sweep.knob = value;
    const NeuroResult r = NeuroTools::all().begin()->second.run(request);
    if (!o.is_json) {
      fmt::print("{} {:<6} accuracy {:.4f}", sweep.name, value, r.accuracy);
      if (r.classification_margin) fmt::print("  margin {:.2f}", *r.classification_margin);
      fmt::print("\n");
    }
    points.push_back({{sweep.name, value},
                      {"accuracy", r.accuracy},
                      {"classification_margin", or_null(r.classification_margin)}});
  }
  const nlohmann::ordered_json json{{"network", o.request.network},
                                    {"level", o.level},
                                    {"seed", o.request.seed},
                                    {"sweep", points}};
  if (o.is_json) fmt::print("{}\n", json.dump(2));
}

void act(Options& o) {
  NeuroRequest& q = o.request;
  q.level = parse_level(o.level);
  if (q.slots < 0 || q.cases < 0 || q.jobs < 1)
    throw UsageError("--slots and --cases must not be negative, --jobs must be 1 or more");
  if (!(q.temperature_k >= 0)) throw UsageError("--temperature: 0 K or more");
  if (!(q.bias_spread >= 0 && q.bias_spread < 1))
    throw UsageError("--bias-spread: give a share from 0 to below 1");
  if (!o.sweep.empty()) return run_sweep(o);
  const NeuroResult result = NeuroTools::all().begin()->second.run(q);
  if (o.is_json)
    fmt::print("{}\n", to_json(result, o).dump(2));
  else
    print_table(result, o.level);
}

[[maybe_unused]] const bool kRegistered = Commands::add(
    "neuro",
    {"spiking network of SFQ synapses and somas at three levels",
     "fluxgate neuro xor --level circuit --margins", [](CLI::App& app) -> std::function<void()> {
       auto o = std::make_shared<Options>();
       NeuroRequest& q = o->request;
       app.add_option("network", q.network, "an id of 'fluxgate list neuro' or a .yaml")
           ->required();
       app.add_option("--level", o->level, "circuit, pulse, architecture")
           ->default_val("architecture");
       app.add_option("--slots", q.slots, "time slots a case; 0: as described")->default_val(0);
       app.add_option("--cases", q.cases, "the first so many; 0: all")->default_val(0);
       app.add_option("--temperature", q.temperature_k, "K; 0: no noise")->default_val(4.2);
       app.add_option("--bias-spread", q.bias_spread,
                      "share by which each weight and threshold current varies")
           ->default_val(0);
       app.add_option("--set", q.changes, "NEURON.ith_ua=UA or NEURON.SOURCE=UA (weight)");
       app.add_option("--seed", q.seed, "of noise and spread")->default_val(1);
       app.add_option("--jobs", q.jobs, "cases at a time; same result at any")->default_val(1);
       app.add_option("--sweep", o->sweep, "temperature=0,4.2,10 or bias_spread=0,0.02,0.05");
       app.add_flag("--margins", q.has_margins, "by how much each current may be off, bisected");
       app.add_flag("--json", o->is_json, "one JSON object on stdout");
       return [o] { act(*o); };
     }});

}  // namespace
}  // namespace fluxgate
