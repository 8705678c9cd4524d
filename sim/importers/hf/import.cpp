/// `import hf`: config.json to a network, by its model_type.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <filesystem>

#include "sim/importers/hf/config.h"
#include "sim/importers/importer.h"

namespace fluxgate::hf {
namespace {

Imported import_config(const ImportRequest& request) {
  const Config config(request.path);
  const std::string type = config.model_type();
  if (!Models::has(type)) {
    std::vector<std::string> known;
    for (const auto& [id, model] : Models::all()) known.push_back(id);
    const std::string near = nearest_name(type, known);
    config.refuse("model_type",
                  fmt::format("'{}' is not supported{}; known: {}", type,
                              near.empty() ? "" : fmt::format(", did you mean '{}'?", near),
                              fmt::join(known, ", ")));
  }
  Imported imported;
  const std::string stem = std::filesystem::path(request.path).stem().string();
  imported.name = stem == "config" ? type : stem;
  imported.yaml = Models::get(type).write(config).text();
  return imported;
}

[[maybe_unused]] const bool kRegistered =
    Importers::add("hf", {"HuggingFace config.json", import_config});

}  // namespace
}  // namespace fluxgate::hf
