#include "models/npu/mapping.h"

namespace fluxgate::npu {

/// File: operator name -> { tile: {m, n, k}, step: {m, n, k}, resident: none|left|right, group }.
/// An operator that is not in the file is left to the search (tm = 0 says so).
Mapping Mapper::from_file(const std::string& name) const {
  const ConfigNode root = read_yaml_file(d_.mapping_file);
  Mapping m;
  m.tm = 0;
  const ConfigNode* node = root.find(name);
  if (node == nullptr) return m;
  Params params(*node);
  Params tile = params.group("tile");
  m.tm = tile.count("m", 1, "rows of an output tile", "given");
  m.tn = tile.count("n", 1, "columns of an output tile", "given");
  m.tk = tile.count("k", 1, "depth between two passes over the columns", "given");
  Params step = params.group("step");
  m.sm = step.count("m", m.tm, "rows of a step", "given");
  m.sn = step.count("n", m.tn, "columns of a step", "given");
  m.sk = step.count("k", m.tk, "depth of a step", "given");
  m.group = params.count("group", 1, "batch items a step", "given");
  m.resident = static_cast<Resident>(params.choice("resident", 0, {"none", "left", "right"},
                                                   "slab kept for all its tiles", "given"));
  params.finish();
  return m;
}

}  // namespace fluxgate::npu
