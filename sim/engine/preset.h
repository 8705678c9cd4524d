/// Hardware presets: models/<datapath>/presets/<id>.yaml. A preset names its datapath (`datapath:
/// npu`), the rest is read by that datapath. `extends` merges another preset; --set assignments
/// come last.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "sim/contract/datapath.h"

namespace fluxgate {

struct Arch {
  std::string id, kind;  // of Datapaths
  std::unique_ptr<Datapath> datapath;
  std::vector<Declared> config;  // effective configuration
  double assumed_share = 0;
};

/// A description, read once; machines with other assignments are made from it.
struct ArchSource {
  std::string id;
  ConfigNode root;
};
[[nodiscard]] ArchSource read_arch(const std::string& id_or_path);
[[nodiscard]] Arch make_arch(const ArchSource& source, const std::vector<std::string>& sets);

/// `id_or_path`: an id of `fluxgate list archs` or a path ending in .yaml. `sets`: "array.rows=64".
[[nodiscard]] Arch load_arch(const std::string& id_or_path, const std::vector<std::string>& sets);
/// Keys a datapath kind knows, with their defaults.
[[nodiscard]] std::vector<Declared> declared_keys(const std::string& datapath);

struct ArchInfo {
  std::string id, summary, datapath;
};
[[nodiscard]] std::vector<ArchInfo> list_archs();

}  // namespace fluxgate
