/// `fluxgate report`: results and sweeps as one page that opens anywhere, offline.
#include <fmt/format.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>

#include "sim/cli/command.h"
#include "sim/explore/store.h"
#include "sim/report/section.h"

namespace fluxgate {
namespace {

using namespace report;

struct Options {
  std::vector<std::string> inputs;
  std::string out;
};

void add_sweeps(const std::string& file, Input& input) {
  for (const explore::StoredSweep& sweep : explore::sweeps_in(file)) {
    if (sweep.summary.empty())
      throw ConfigError(
          fmt::format("{}: its sweep has not ended; run 'fluxgate sweep' or 'fluxgate "
                      "merge' to the end first",
                      file));
    input.sweeps.push_back(
        {std::filesystem::path(file).stem().string(), Json::parse(sweep.summary)});
  }
}

void write(const std::string& path, const std::string& text) {
  const std::string temporary = path + ".tmp";
  std::ofstream file(temporary, std::ios::binary);
  file << text;
  file.close();
  if (file && std::rename(temporary.c_str(), path.c_str()) == 0) return;
  std::remove(temporary.c_str());
  throw ConfigError(fmt::format("{}: cannot write; choose another file with -o", path));
}

void act(const Options& o) {
  Input input;
  for (const std::string& path : o.inputs) {
    if (std::filesystem::path(path).extension() == ".db")
      add_sweeps(path, input);
    else
      input.results.push_back(read_result(path));
  }
  const std::string text = page(input);
  write(o.out, text);
  fmt::print("{}: {:.2f} MB\n", o.out, static_cast<double>(text.size()) / 1e6);
}

[[maybe_unused]] const bool kRegistered =
    Commands::add("report", {"one page of results and sweeps, self-contained",
                             "fluxgate report results/vit results/llama space.db -o report.html",
                             [](CLI::App& app) -> std::function<void()> {
                               auto o = std::make_shared<Options>();
                               app.add_option("results", o->inputs,
                                              "folders of runs, result.json or sweep .db files")
                                   ->required();
                               app.add_option("-o,--out", o->out, "the page (.html)")->required();
                               return [o] { act(*o); };
                             }});

}  // namespace
}  // namespace fluxgate
