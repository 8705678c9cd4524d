#include "sim/explore/outcome.h"

#include <nlohmann/json.hpp>

#include "sim/core/errors.h"

namespace fluxgate::explore {

std::string to_string(Status status) {
  switch (status) {
    case Status::Done:
      return "done";
    case Status::Infeasible:
      return "infeasible";
    case Status::Failed:
      return "failed";
  }
  return "";
}

Status status_from(const std::string& text) {
  for (const Status status : {Status::Done, Status::Infeasible, Status::Failed})
    if (to_string(status) == text) return status;
  throw ConfigError("unknown status '" + text +
                    "' of a point; was this database made by fluxgate?");
}

Numbers numbers_of(const RunResult& r) {
  Numbers n{{"time_s", seconds(r.time)},
            {"bound_s", seconds(r.bound)},
            {"params", static_cast<double>(r.params)},
            {"macs", static_cast<double>(r.macs)},
            {"executed_macs", static_cast<double>(r.executed_macs)},
            {"dram_read_bytes", static_cast<double>(r.dram_read.value)},
            {"dram_write_bytes", static_cast<double>(r.dram_write.value)},
            {"memory_bytes", static_cast<double>(r.memory.value)},
            {"assumed_share", r.assumed_share}};
  const auto add = [&n](const char* name, const auto& value) {
    if (value) n[name] = static_cast<double>(*value);
  };
  add("cycles", r.cycles);
  add("clock_hz", r.clock_hz);
  add("utilisation", r.utilisation);
  add("energy_j", r.energy_j);
  add("power_w", r.power_w);
  add("area_mm2", r.area_mm2);
  add("energy_bound_j", r.energy_bound_j);
  if (r.energy_j) n["edp"] = *r.energy_j * seconds(r.time);
  return n;
}

std::string to_text(const Numbers& numbers) { return nlohmann::json(numbers).dump(); }

Numbers numbers_from(const std::string& text) {
  return text.empty() ? Numbers{} : nlohmann::json::parse(text).get<Numbers>();
}

}  // namespace fluxgate::explore
