/// `fluxgate import`: a file of another tool to a network file.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>

#include "sim/cli/command.h"
#include "sim/core/config.h"
#include "sim/graph/graph.h"
#include "sim/importers/importer.h"

namespace fluxgate {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

struct Options {
  std::string kind, file, out;
  std::optional<std::int64_t> batch;
  std::vector<std::string> dims;
  bool is_json = false;
};

std::string known_kinds() {
  std::vector<std::string> names;
  for (const auto& [id, importer] : Importers::all()) names.push_back(id);
  return fmt::format("{}", fmt::join(names, ", "));
}

ImportRequest to_request(const Options& o) {
  if (!Importers::has(o.kind))
    throw UsageError(fmt::format("import {}: unknown; known: {}", o.kind, known_kinds()));
  if (o.batch && *o.batch < 1)
    throw UsageError(fmt::format("--batch: {} is not a size; give 1 or more", *o.batch));
  if ((o.batch || !o.dims.empty()) && o.kind != "onnx")
    throw UsageError("--batch, --dim: only with onnx; others leave the batch to 'run --batch'");
  ImportRequest request{o.file, o.batch, {}};
  for (const std::string& dim : o.dims) {
    const std::size_t equals = dim.find('=');
    std::int64_t value = 0;
    const char* end = dim.data() + dim.size();
    if (equals == std::string::npos || equals == 0 ||
        std::from_chars(dim.data() + equals + 1, end, value).ptr != end || value < 1)
      throw UsageError(fmt::format("--dim {}: write NAME=SIZE with a size of 1 or more", dim));
    request.dims[dim.substr(0, equals)] = value;
  }
  if (!fs::is_regular_file(o.file)) throw ConfigError(o.file + ": cannot read this file");
  return request;
}

std::string out_path(const Options& o, const Imported& imported) {
  if (!o.out.empty() && fs::path(o.out).extension() != ".yaml")
    throw UsageError(fmt::format("--out {}: the name of a network ends in .yaml", o.out));
  return o.out.empty() ? imported.name + ".yaml" : o.out;
}

/// All of it or nothing: written beside its place, read back as a network, then renamed.
Totals write_network(const std::string& path, const Imported& imported, const std::string& source) {
  const std::string draft = path + ".part.yaml";
  std::ofstream file(draft, std::ios::binary);
  file << imported.yaml;
  file.close();
  if (!file) throw ConfigError(path + ": cannot write this file");
  try {
    const Totals totals = count(load_workload(draft, {}));
    fs::rename(draft, path);
    return totals;
  } catch (const Error& e) {
    std::error_code ignored;
    fs::remove(draft, ignored);
    throw Error(e.code(),
                fmt::format("{}: the network it describes is refused: {}", source, e.what()));
  } catch (const fs::filesystem_error& e) {
    throw ConfigError(fmt::format("{}: {}", path, e.code().message()));
  }
}

Json to_json(const std::vector<Unsupported>& list) {
  Json json = Json::array();
  for (const Unsupported& u : list)
    json.push_back({{"op", u.op}, {"node", u.node}, {"reason", u.why}});
  return json;
}

[[noreturn]] void refuse(const Options& o, const Imported& imported) {
  if (o.is_json)
    fmt::print("{}\n", Json{{"workload", nullptr},
                            {"params", nullptr},
                            {"macs", nullptr},
                            {"unsupported", to_json(imported.unsupported)}}
                           .dump(2));
  std::vector<std::string> all;
  for (const Unsupported& u : imported.unsupported)
    all.push_back(fmt::format("{} '{}' ({})", u.op, u.node, u.why));
  throw ModelError(
      fmt::format("{}: {} unsupported operators: {}", o.file, all.size(), fmt::join(all, ", ")));
}

void act(const Options& o) {
  const ImportRequest request = to_request(o);
  const Imported imported = Importers::get(o.kind).read(request);
  if (!imported.unsupported.empty()) refuse(o, imported);
  const std::string path = out_path(o, imported);
  const Totals totals = write_network(path, imported, o.file);
  if (o.is_json) {
    fmt::print("{}\n", Json{{"workload", path},
                            {"params", totals.params},
                            {"macs", totals.macs},
                            {"unsupported", Json::array()}}
                           .dump(2));
    return;
  }
  fmt::print("{}: {:.3f} M parameters, {:.4f} GMACs\n", path,
             static_cast<double>(totals.params) / 1e6, static_cast<double>(totals.macs) / 1e9);
}

[[maybe_unused]] const bool kRegistered = Commands::add(
    "import",
    {"a file of another tool to a network file", "fluxgate import hf config.json --out llama.yaml",
     [](CLI::App& app) -> std::function<void()> {
       auto o = std::make_shared<Options>();
       app.add_option("kind", o->kind, known_kinds())->required();
       app.add_option("file", o->file, "config.json, .onnx or topology .csv")->required();
       app.add_option("-o,--out", o->out, "network file to write; default: a name from the file");
       app.add_option(
           "--batch", o->batch,
           "fix the batch that an ONNX graph leaves open; default: 'run --batch' scales it");
       app.add_option("--dim", o->dims, "NAME=SIZE of another open size of an ONNX graph");
       app.add_flag("--json", o->is_json, "one JSON object on stdout");
       return [o] { act(*o); };
     }});

}  // namespace
}  // namespace fluxgate
