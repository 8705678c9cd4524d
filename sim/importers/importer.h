/// An importer turns a file of another tool into a network file of ours (language:
/// sim/graph/network.h). Each registers itself; `fluxgate import ID FILE` writes what it returns.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "sim/core/registry.h"

namespace fluxgate {

struct ImportRequest {
  std::string path;
  std::optional<std::int64_t> batch = {};         // fixes a batch that the file leaves open
  std::map<std::string, std::int64_t> dims = {};  // sizes of other symbols, by name
};

/// Something the network language has no operator for.
struct Unsupported {
  std::string op, node, why;
};

struct Imported {
  std::string name;  // file name without ending that suits the network
  std::string yaml;  // empty when something is unsupported
  std::vector<Unsupported> unsupported;
};

struct Importer {
  std::string summary;
  Imported (*read)(const ImportRequest& request);
};
using Importers = Registry<Importer>;

}  // namespace fluxgate
