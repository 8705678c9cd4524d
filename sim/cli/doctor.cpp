/// `fluxgate doctor`: what this machine lacks, and how to get it.
#include <fmt/format.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <systemc>
#include <thread>

#include "sim/cli/command.h"
#include "sim/cli/terminal.h"
#include "sim/engine/preset.h"
#include "sim/graph/graph.h"
#include "sim/graph/share_path.h"

namespace fluxgate {
namespace {

struct Check {
  std::string name, found, remedy;  // empty found: missing
  bool is_required = false;
};

/// Path of a program in PATH, empty when there is none.
std::string which(const std::string& program) {
  const char* path = std::getenv("PATH");
  std::string rest = path == nullptr ? "" : path;
  while (!rest.empty()) {
    const std::size_t colon = rest.find(':');
    std::string candidate = rest.substr(0, colon) + "/" + program;
    if (access(candidate.c_str(), X_OK) == 0) return candidate;
    rest = colon == std::string::npos ? "" : rest.substr(colon + 1);
  }
  return "";
}

Check program(const std::string& name, const std::string& package, bool is_required) {
  return {name, which(name), "apt-get install " + package, is_required};
}

std::vector<Check> checks() {
  std::vector<Check> list{program("g++", "g++", false),
                          program("cmake", "cmake", false),
                          program("ninja", "ninja-build", false),
                          program("ccache", "ccache", false),
                          program("clang-tidy-16", "clang-tidy-16", false),
                          program("verilator", "verilator", false),
                          program("yosys", "yosys", false),
                          program("chromium", "chromium", false),
                          program("npm", "npm", false),
                          program("sbatch", "slurm-client", false)};
  list.push_back({"SystemC", sc_core::sc_version(), "apt-get install libsystemc-dev", true});
  const std::size_t networks = list_workloads().size();
  const std::size_t archs = list_archs().size();
  const std::string share = share_path("");
  const std::string remedy = "set FLUXGATE_SHARE to the folder with workloads/ and models/";
  list.push_back({"networks",
                  networks == 0 ? "" : fmt::format("{} in {}workloads/nets", networks, share),
                  remedy, true});
  list.push_back(
      {"presets", archs == 0 ? "" : fmt::format("{} in {}models", archs, share), remedy, true});
  std::error_code error;
  const auto space = std::filesystem::space(".", error);
  const bool has_space = !error && space.available > (1U << 28U);
  list.push_back({"disk space",
                  has_space ? format_bytes(Bytes(static_cast<std::int64_t>(space.available))) : "",
                  "free 256 MiB here", true});
  list.push_back({"cores", fmt::format("{}", std::thread::hardware_concurrency()), "", false});
  return list;
}

void act(bool is_json) {
  nlohmann::ordered_json json = nlohmann::ordered_json::array();
  std::string missing;
  for (const Check& c : checks()) {
    const bool is_there = !c.found.empty();
    json.push_back({{"name", c.name},
                    {"found", is_there},
                    {"detail", c.found},
                    {"required", c.is_required},
                    {"remedy", is_there ? "" : c.remedy}});
    if (!is_json)
      fmt::print("{:<14} {} {}\n", c.name,
                 is_there        ? coloured(stdout, Colour::Green, "ok      ")
                 : c.is_required ? coloured(stdout, Colour::Red, "MISSING ")
                                 : coloured(stdout, Colour::Yellow, "missing "),
                 is_there ? c.found : c.remedy);
    if (!is_there && c.is_required)
      missing += fmt::format("{}{} ({})", missing.empty() ? "" : ", ", c.name, c.remedy);
  }
  if (is_json) fmt::print("{}\n", json.dump(2));
  if (!missing.empty()) throw ConfigError("doctor: missing: " + missing);
}

[[maybe_unused]] const bool kRegistered =
    Commands::add("doctor", {"what is missing on this machine and how to get it", "fluxgate doctor",
                             [](CLI::App& app) -> std::function<void()> {
                               auto is_json = std::make_shared<bool>(false);
                               app.add_flag("--json", *is_json, "an array of objects on stdout");
                               return [is_json] { act(*is_json); };
                             }});

}  // namespace
}  // namespace fluxgate
