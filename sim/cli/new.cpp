/// `fluxgate new KIND NAME`: a minimal part with its test, copied from templates/KIND with NAME in
/// the place of @name@ in texts and of NAME in paths. What to do next stands in
/// templates/KIND/NEXT.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>

#include "sim/cli/command.h"
#include "sim/core/config.h"
#include "sim/graph/share_path.h"

namespace fluxgate {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kLongestName = 64;
const char* const kNext = "NEXT";

struct Options {
  std::string kind, name, dir = ".";
};

std::vector<std::string> kinds() {
  std::vector<std::string> ids;
  std::error_code error;
  for (const auto& folder : fs::directory_iterator(share_path("templates"), error))
    ids.push_back(folder.path().filename().string());
  std::sort(ids.begin(), ids.end());
  return ids;
}

void require_kind(const std::string& kind) {
  const std::vector<std::string> known = kinds();
  if (known.empty())
    throw ConfigError(share_path("templates") +
                      ": no templates there; set FLUXGATE_SHARE to the folder that has them");
  if (std::find(known.begin(), known.end(), kind) != known.end()) return;
  const std::string near = nearest_name(kind, known);
  throw UsageError(fmt::format("new {}: unknown{}; known: {}", kind,
                               near.empty() ? "" : fmt::format(", did you mean '{}'?", near),
                               fmt::join(known, ", ")));
}

/// The name becomes a file, an id, a SystemVerilog module and a part of a C++ file.
void require_name(const std::string& name) {
  const auto is_letter = [](char c) { return c >= 'a' && c <= 'z'; };
  const auto is_inner = [&](char c) { return is_letter(c) || (c >= '0' && c <= '9') || c == '_'; };
  if (name.empty() || name.size() > kLongestName || !is_letter(name[0]) ||
      !std::all_of(name.begin(), name.end(), is_inner))
    throw UsageError(
        fmt::format("new: '{}' is no name: a letter, then letters, digits and '_', all lower "
                    "case, {} at most",
                    name, kLongestName));
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size())
    text.replace(at, from.size(), to);
  return text;
}

std::string filled(const fs::path& file, const Options& o) {
  std::ostringstream text;
  text << std::ifstream(file).rdbuf();
  return replaced(replaced(text.str(), "@name@", o.name), "@dir@", o.dir);
}

struct File {
  fs::path from, to;
};

std::vector<File> plan(const Options& o) {
  const fs::path root = share_path("templates/" + o.kind);
  std::vector<File> files;
  for (const auto& entry : fs::recursive_directory_iterator(root)) {
    if (!entry.is_regular_file() || entry.path().filename() == kNext) continue;
    const std::string inner = fs::relative(entry.path(), root).string();
    files.push_back({entry.path(), fs::path(o.dir) / replaced(inner, "NAME", o.name)});
  }
  std::sort(files.begin(), files.end(), [](const File& a, const File& b) { return a.to < b.to; });
  return files;
}

void write(const File& file, const std::string& text) {
  std::error_code error;
  fs::create_directories(file.to.parent_path(), error);
  std::ofstream out(file.to);
  out << text << std::flush;
  if (!out)
    throw ConfigError(
        fmt::format("{}: cannot write it; check folder, permissions, space", file.to.string()));
}

void act(const Options& o) {
  require_kind(o.kind);
  require_name(o.name);
  const std::vector<File> files = plan(o);
  for (const File& file : files)
    if (fs::exists(file.to))
      throw UsageError(fmt::format("new: {} exists; give another name or --dir, nothing is written",
                                   file.to.string()));
  for (const File& file : files) {
    write(file, filled(file.from, o));
    fmt::print("{}\n", file.to.string());
  }
  fmt::print("\nnext:\n{}", filled(share_path("templates/" + o.kind + "/" + kNext), o));
}

[[maybe_unused]] const bool kRegistered = Commands::add(
    "new",
    {"write a minimal part with its test: npu, network, operator, kernel",
     "fluxgate new kernel my_adder --dir my_adder", [](CLI::App& app) -> std::function<void()> {
       auto o = std::make_shared<Options>();
       app.add_option("kind", o->kind, "npu, network, operator or kernel")->required();
       app.add_option("name", o->name, "lower case letters, digits and '_'")->required();
       app.add_option("--dir", o->dir,
                      "folder to write to; of an operator: the source tree of Fluxgate")
           ->default_val(".");
       return [o] { act(*o); };
     }});

}  // namespace
}  // namespace fluxgate
