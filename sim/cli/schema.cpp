/// `fluxgate schema config|result`: JSON Schema of the configuration and of result.json.
#include <fmt/format.h>

#include <memory>

#include "sim/cli/command.h"
#include "sim/engine/preset.h"
#include "sim/stats/result.h"

namespace fluxgate {
namespace {

void act(const std::string& what, const std::string& datapath) {
  if (what == "result") {
    fmt::print("{}", result_json_schema());
  } else if (what == "config") {
    if (!Datapaths::has(datapath))
      throw UsageError(fmt::format("--datapath {}: unknown datapath", datapath));
    fmt::print("{}\n", json_schema(declared_keys(datapath), "fluxgate " + datapath));
  } else {
    throw UsageError(fmt::format("schema {}: unknown; known: config, result", what));
  }
}

[[maybe_unused]] const bool kRegistered = Commands::add(
    "schema", {"JSON Schema of the configuration or of results",
               "fluxgate schema config --datapath npu", [](CLI::App& app) -> std::function<void()> {
                 auto what = std::make_shared<std::string>();
                 auto datapath = std::make_shared<std::string>("npu");
                 app.add_option("what", *what, "config or result")->required();
                 app.add_option("--datapath", *datapath, "kind of hardware")->default_val("npu");
                 return [what, datapath] { act(*what, *datapath); };
               }});

}  // namespace
}  // namespace fluxgate
