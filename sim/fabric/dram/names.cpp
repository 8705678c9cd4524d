/// Names of mappings and scheduling policies, as users type them.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "sim/core/config.h"
#include "sim/fabric/dram/command_channel.h"

namespace fluxgate::dram {
namespace {

[[noreturn]] void refuse(const char* what, const std::string& name,
                         const std::vector<std::string>& known) {
  const std::string near = nearest_name(name, known);
  throw ConfigError(fmt::format("{}: unknown {}{}; known: {}", name, what,
                                near.empty() ? "" : fmt::format(", did you mean '{}'?", near),
                                fmt::join(known, ", ")));
}

}  // namespace

Mapping parse_mapping(const std::string& name) {
  if (name == "RoBaRaCoCh") return Mapping::RoBaRaCoCh;
  if (name == "MOP4CLXOR") return Mapping::Mop4ClXor;
  refuse("address mapping", name, {"RoBaRaCoCh", "MOP4CLXOR"});
}

Policy parse_policy(const std::string& name) {
  if (name == "FRFCFS") return Policy::OldestReady;
  if (name == "FRFCFS-RowHit") return Policy::RowHitFirst;
  refuse("scheduler", name, {"FRFCFS", "FRFCFS-RowHit"});
}

}  // namespace fluxgate::dram
