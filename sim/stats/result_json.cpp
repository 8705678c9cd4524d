#include <nlohmann/json.hpp>

#include "sim/core/version.h"
#include "sim/stats/energy_json.h"
#include "sim/stats/result.h"

namespace fluxgate {
namespace {

using Json = nlohmann::ordered_json;

template <class T>
Json or_null(const std::optional<T>& value) {
  return value ? Json(*value) : Json(nullptr);
}

Json operator_json(const RunResult& r, const OperatorResult& op) {
  return {{"name", op.name},
          {"class", op.op_class},
          {"unit", op.unit},
          {"repeat", op.repeat},
          {"time_s", seconds(op.time)},
          {"bound_s", seconds(op.bound)},
          {"macs", op.macs},
          {"executed_macs", op.executed_macs},
          {"dram_bytes", op.dram_read.value + op.dram_write.value},
          {"dram_read_bytes", op.dram_read.value},
          {"dram_write_bytes", op.dram_write.value},
          {"energy_j", or_null(op.energy_j)},
          {"energy", components_json(r, op)},
          {"clock_hz", or_null(op.clock_hz)},
          {"sustained_clock_hz", or_null(op.sustained_clock_hz)},
          {"bound_by", op.bound_by},
          {"mapping", op.mapping},
          {"reason", op.reason}};
}

Json config_json(const std::vector<Declared>& config) {
  Json json = Json::object();
  for (const Declared& d : config) {
    Json entry{{"value", d.value}};
    if (d.type == Declared::Type::Number) entry["number"] = d.number;
    entry["source"] = d.source;
    json[d.path] = entry;
  }
  return json;
}

Json spiking_json(const RunResult& r) {
  if (!r.spiking) return nullptr;
  return {{"time_steps", r.spiking->time_steps},
          {"analog_macs", r.spiking->analog_macs},
          {"synaptic_operations", r.spiking->synaptic_operations},
          {"dense_macs", r.spiking->dense_macs},
          {"convention_45nm_j", r.spiking->convention_45nm_j}};
}

Json latency_json(const RunResult& r) {
  if (!r.latency) return nullptr;
  const RunResult::Latency& l = *r.latency;
  return {{"samples", l.samples},    {"mean_s", seconds(l.mean)}, {"p50_s", seconds(l.p50)},
          {"p90_s", seconds(l.p90)}, {"p99_s", seconds(l.p99)},   {"min_s", seconds(l.least)},
          {"max_s", seconds(l.most)}};
}

Json host_json(const RunResult& r) {
  if (!r.host_wait) return nullptr;
  Json events = Json::array();
  for (const RunResult::Event& e : r.timeline)
    events.push_back({{"lane", e.lane},
                      {"name", e.name},
                      {"begin_s", seconds(e.begin)},
                      {"end_s", seconds(e.end)}});
  return {
      {"read_bytes", r.host_read.value}, {"wait_s", seconds(*r.host_wait)}, {"timeline", events}};
}

/// Rates of a bin are its sums over its time; `peak_bytes` is at one moment.
Json timeline_json(const RunResult& r) {
  if (!r.over_time || r.over_time->bins.empty()) return nullptr;
  const double use = r.utilisation.value_or(0);
  const double peak = use > 0 ? static_cast<double>(r.executed_macs) / use / seconds(r.time) : 0;
  Json end = Json::array(), dram = Json::array(), used = Json::array(), power = Json::array(),
       activations = Json::array(), state = Json::array();
  TimeFs begin{};
  for (const Timeline::Bin& bin : r.over_time->bins) {
    const double time = seconds(bin.end - begin);
    begin = bin.end;
    end.push_back(seconds(bin.end));
    dram.push_back(static_cast<double>(bin.dram.value) / time);
    if (peak > 0) used.push_back(static_cast<double>(bin.executed_macs) / time / peak);
    power.push_back(bin.energy_time.value > 0 ? bin.energy_j / seconds(bin.energy_time) : 0);
    activations.push_back(bin.activations.value);
    state.push_back(bin.state.value);
  }
  const auto& capacity = r.over_time->capacity;
  return {{"launches_a_bin", r.over_time->launches_a_bin},
          {"end_s", end},
          {"dram_bytes_per_s", dram},
          {"utilisation", peak > 0 ? used : Json(nullptr)},
          {"power_w", r.energy_j ? power : Json(nullptr)},
          {"weight_bytes", r.over_time->weights.value},
          {"state_bytes", state},
          {"activation_bytes", activations},
          {"peak_bytes", r.over_time->peak().value},
          {"capacity_bytes", capacity ? Json(capacity->value) : Json(nullptr)}};
}

}  // namespace

std::string to_json(const RunResult& r, WallTime wall_time) {
  Json json{{"schema_version", kResultSchemaVersion},
            {"program_version", program_version()},
            {"workload", r.workload},
            {"arch", r.arch},
            {"datapath", r.datapath},
            {"phase", r.phase},
            {"batch", r.batch},
            {"seq", or_null(r.seq)},
            {"tokens", or_null(r.tokens)},
            {"workload_settings", r.workload_settings},
            {"tier", r.tier},
            {"seed", r.seed},
            {"time_s", seconds(r.time)},
            {"bound_s", seconds(r.bound)},
            {"cycles", or_null(r.cycles)},
            {"clock_hz", or_null(r.clock_hz)},
            {"params", r.params},
            {"macs", r.macs},
            {"executed_macs", r.executed_macs},
            {"utilisation", or_null(r.utilisation)},
            {"dram_read_bytes", r.dram_read.value},
            {"dram_write_bytes", r.dram_write.value},
            {"memory_bytes", r.memory.value},
            {"energy_j", or_null(r.energy_j)},
            {"power_w", or_null(r.power_w)},
            {"area_mm2", or_null(r.area_mm2)},
            {"energy_bound_j", or_null(r.energy_bound_j)},
            {"assumed_share", r.assumed_share}};
  if (wall_time == WallTime::Include) json["wall_s"] = r.wall_s;
  json["launches"] = r.launches;
  json["reused_launches"] = r.reused_launches;
  json["energy"] = components_json(r);
  json["energy_detail"] = energy_detail_json(r);
  json["operators"] = Json::array();
  for (const OperatorResult& op : r.operators) json["operators"].push_back(operator_json(r, op));
  json["counts"] = r.counts;
  json["invariants"] = r.invariants;
  json["notices"] = r.notices;
  json["figures"] = Json::object();
  for (const auto& f : r.figures)
    json["figures"][f.name] = {{"value", f.value}, {"unit", f.unit}, {"sentence", f.sentence}};
  json["rtl"] = Json::array();
  for (const RunResult::RtlUnit& unit : r.rtl)
    json["rtl"].push_back({{"unit", unit.unit},
                           {"kernel", unit.kernel},
                           {"transactions", unit.transactions},
                           {"model_cycles", unit.model_cycles},
                           {"rtl_cycles", unit.rtl_cycles}});
  json["spiking"] = spiking_json(r);
  json["latency"] = latency_json(r);
  json["host"] = host_json(r);
  json["timeline"] = timeline_json(r);
  json["config"] = config_json(r.config);
  return json.dump(2) + "\n";
}

std::string result_json_schema() {
  const auto type = [](const char* name) { return Json{{"type", name}}; };
  const auto maybe = [](const char* name) { return Json{{"type", Json::array({name, "null"})}}; };
  Json properties;
  for (const char* key :
       {"schema_version", "batch", "seed", "params", "macs", "executed_macs", "dram_read_bytes",
        "dram_write_bytes", "memory_bytes", "launches", "reused_launches"})
    properties[key] = type("integer");
  for (const char* key : {"program_version", "workload", "arch", "datapath", "phase", "tier"})
    properties[key] = type("string");
  for (const char* key : {"time_s", "bound_s", "assumed_share", "wall_s"})
    properties[key] = type("number");
  for (const char* key : {"seq", "tokens", "cycles"}) properties[key] = maybe("integer");
  for (const char* key :
       {"clock_hz", "utilisation", "energy_j", "power_w", "area_mm2", "energy_bound_j"})
    properties[key] = maybe("number");
  for (const char* key : {"energy", "counts", "figures", "invariants", "config"})
    properties[key] = type("object");
  properties["energy_detail"] = maybe("object");
  properties["rtl"] = properties["workload_settings"] = type("array");
  for (const char* key : {"spiking", "latency", "host", "timeline"})
    properties[key] = maybe("object");
  properties["notices"] = type("array");
  Json op;
  for (const char* key : {"name", "class", "unit", "bound_by", "mapping", "reason"})
    op[key] = type("string");
  for (const char* key :
       {"repeat", "macs", "executed_macs", "dram_bytes", "dram_read_bytes", "dram_write_bytes"})
    op[key] = type("integer");
  for (const char* key : {"time_s", "bound_s"}) op[key] = type("number");
  for (const char* key : {"energy_j", "clock_hz", "sustained_clock_hz"}) op[key] = maybe("number");
  op["energy"] = type("object");
  properties["operators"] = {{"type", "array"},
                             {"items", {{"type", "object"}, {"properties", op}}}};
  Json schema{{"$schema", "https://json-schema.org/draft/2020-12/schema"},
              {"title", "fluxgate result"},
              {"type", "object"},
              {"properties", properties}};
  schema["required"] = Json::array();
  for (const auto& [key, value] : properties.items())
    if (key != "wall_s") schema["required"].push_back(key);
  return schema.dump(2) + "\n";
}

}  // namespace fluxgate
