#include "sim/cosim/kernel_part.h"

#include <dlfcn.h>
#include <fmt/format.h>

#include <filesystem>
#include <utility>
#include <vector>

#include "sim/contract/kernel.h"

namespace fluxgate {
namespace {

constexpr std::int64_t kMostTolerance = 2;  // more is no agreement about cycles

/// What the initialisers of a part have registered and nobody has looked at yet: they run inside
/// dlopen(), where an error must not be thrown.
std::vector<std::pair<std::string, KernelKind>>& arrived() {
  static std::vector<std::pair<std::string, KernelKind>> kernels;
  return kernels;
}

}  // namespace

extern "C" bool FG_PART_ENTRY(const std::string& id, KernelKind& kind);
extern "C" bool FG_PART_ENTRY(const std::string& id, KernelKind& kind) {
  arrived().emplace_back(id, std::move(kind));
  return true;
}

void load_kernel_part(const std::string& path) {
  const Where where{path, 0, 0};
  if (!std::filesystem::is_regular_file(path))
    throw ConfigError(where, "no such part; give the .so that fluxgate_user_kernel built");
  // Never closed: its kernels live as long as the program.
  if (dlopen(std::filesystem::absolute(path).c_str(), RTLD_NOW | RTLD_LOCAL) == nullptr) {
    const std::string reason = dlerror();
    if (reason.find("fluxgate_add_kernel_") != std::string::npos)
      throw ConfigError(where,
                        "part and program were built from different sources or by different "
                        "compilers; build Fluxgate, then configure and build the part again");
    throw ConfigError(where, fmt::format("cannot load the part: {}", reason));
  }
  const auto kernels = std::exchange(arrived(), {});
  if (kernels.empty())
    throw ConfigError(where,
                      "the part registers no kernel; end its adapter with add_kernel<Rtl>()");
  for (const auto& [id, kind] : kernels) {
    if (Kernels::has(id))
      throw ConfigError(where, fmt::format("kernel '{}' exists already; give it another id", id));
    if (kind.cycle_tolerance != 0 && (kind.tolerance_reason.empty() || kind.cycle_tolerance < 0 ||
                                      kind.cycle_tolerance > kMostTolerance))
      throw ConfigError(where,
                        fmt::format("kernel '{}': cycle_tolerance {} needs a tolerance_reason "
                                    "and must be 0 to {}",
                                    id, kind.cycle_tolerance, kMostTolerance));
    Kernels::add(id, kind);
  }
}

}  // namespace fluxgate
