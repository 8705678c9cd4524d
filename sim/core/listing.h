/// Kinds that `fluxgate list` knows: each part registers its own ("archs", "workloads",
/// "memories").
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "sim/core/registry.h"

namespace fluxgate {

struct Listed {
  std::string id, summary;
};
using Listings = Registry<std::function<std::vector<Listed>()>>;

}  // namespace fluxgate
