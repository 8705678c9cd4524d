#include <fmt/format.h>

#include <cmath>
#include <filesystem>

#include "models/energy/technology.h"
#include "sim/core/config.h"
#include "sim/graph/share_path.h"

namespace fluxgate::energy {
namespace {

constexpr const char* kFolder = "models/technology";
const std::vector<std::string> kMultipliers{"int8", "int32", "bf16", "fp16", "fp32"};
const std::vector<std::string> kAdders{"int32", "fp32"};

using Numbers = std::map<std::string, Sourced>;

Sourced declared(Params& params, double value) { return {value, params.declared().back().source}; }

void read_action(Params params, const std::string& name, Numbers& numbers) {
  const double energy_j = params.energy_j("energy", 0, "one action", "assumed");
  numbers[name + ".energy"] = declared(params, energy_j);
  const double area_mm2 = params.area_mm2("area", 0, "of its cells", "assumed");
  numbers[name + ".area"] = declared(params, area_mm2);
}

void read_energy(Params& params, const char* key, const std::string& name, const char* sentence,
                 Numbers& numbers) {
  const double value = params.energy_j(key, 0, sentence, "assumed");
  numbers[name] = declared(params, value);
}

void read_sram(Params params, Numbers& numbers) {
  read_energy(params, "base", "sram.base", "a bit read, without the array's size", numbers);
  read_energy(params, "slope", "sram.slope", "a bit read and square root of a byte", numbers);
  const double factor = params.ratio("write_factor", 1.2, "write over read", "assumed");
  numbers["sram.write_factor"] = declared(params, factor);
  const double bitcell_mm2 = params.area_mm2("bitcell", 0, "one 6T cell", "assumed");
  numbers["sram.bitcell"] = declared(params, bitcell_mm2);
  const double density = params.ratio("density", 0.26, "cells over the macro", "assumed");
  numbers["sram.density"] = declared(params, density);
}

void read_anchor(Params& params, Numbers& numbers) {
  Params mult = params.group("mult");
  for (const std::string& type : kMultipliers)
    read_action(mult.group(type), "mult." + type, numbers);
  Params add = params.group("add");
  for (const std::string& type : kAdders) read_action(add.group(type), "add." + type, numbers);
  read_action(params.group("register"), "register", numbers);
  read_sram(params.group("sram"), numbers);
  read_energy(params, "wire", "wire", "a bit over a millimetre", numbers);
  read_energy(params, "instruction", "instruction", "fetch, decode and control of one", numbers);
  for (const char* key : {"leakage_logic", "leakage_sram"}) {
    const double watt = params.power_w(key, 0, "a square millimetre", "assumed");
    numbers[key] = declared(params, watt);
  }
  const double placement = params.ratio("placement", 2, "placed area over cell area", "assumed");
  numbers["placement"] = declared(params, placement);
}

std::string path_of(const std::string& id) {
  return share_path(fmt::format("{}/{}.yaml", kFolder, id));
}

}  // namespace

RtlUnits load_rtl_units() {
  const ConfigNode root = read_yaml_file(path_of("rtl_units"));
  Params params(root);
  (void)params.text("summary", "", "one line");
  RtlUnits units;
  const double scan = params.ratio("scan_lane", 0, "NAND2 of a lane of the scan unit", "assumed");
  units.scan_lane = declared(params, scan);
  const double special =
      params.ratio("special_lane", 0, "NAND2 of a lane of exponentials and quotients", "assumed");
  units.special_lane = declared(params, special);
  params.finish();
  return units;
}

std::vector<std::string> Technology::ids() {
  std::vector<std::string> names;
  std::error_code error;
  for (const auto& file : std::filesystem::directory_iterator(share_path(kFolder), error)) {
    const std::string stem = file.path().stem().string();
    const bool is_node = stem.find_first_not_of("0123456789") == stem.size() - 2;
    if (stem.size() > 2 && is_node && stem.substr(stem.size() - 2) == "nm") names.push_back(stem);
  }
  std::sort(names.begin(), names.end());
  return names;
}

const Technology& Technology::load(const std::string& id) {
  static std::map<std::string, Technology> tables;  // a sweep asks for the same ones at each point
  const auto at = tables.find(id);
  return at != tables.end() ? at->second : tables.emplace(id, read(id)).first->second;
}

Technology Technology::read(const std::string& id) {
  const std::vector<std::string> known = ids();
  if (std::find(known.begin(), known.end(), id) == known.end()) {
    const std::string near = nearest_name(id, known);
    throw ConfigError(fmt::format("{}: unknown technology{}; known: {}", id,
                                  near.empty() ? "" : fmt::format(", did you mean '{}'?", near),
                                  fmt::join(known, ", ")));
  }
  const ConfigNode root = read_yaml_file(path_of(id));
  Params params(root);
  (void)params.text("summary", "", "one line");
  Technology t;
  t.node_nm_ = params.ratio("node_nm", 0, "name of the node", "assumed");
  if (root.find("between") != nullptr) {
    Params ends = params.group("between");
    const std::string small = ends.text("small", "", "table of the smaller node");
    const std::string large = ends.text("large", "", "table of the larger node");
    t = between(load(small), load(large), t.node_nm_);
  } else {
    read_anchor(params, t.numbers_);
  }
  params.finish();
  return t;
}

Technology Technology::between(const Technology& small, const Technology& large, double node_nm) {
  Technology t;
  t.node_nm_ = node_nm;
  const double at = std::log(node_nm / small.node_nm_) / std::log(large.node_nm_ / small.node_nm_);
  for (const auto& [name, low] : small.numbers_) {
    const double value = low.value * std::pow(large.numbers_.at(name).value / low.value, at);
    t.numbers_[name] = {value, fmt::format("derived: between {:g} nm ({}) and {:g} nm",
                                           small.node_nm_, low.source, large.node_nm_)};
  }
  return t;
}

}  // namespace fluxgate::energy
