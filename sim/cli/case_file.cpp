#include "sim/cli/case_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "sim/graph/operator.h"
#include "sim/graph/share_path.h"

namespace fluxgate {
namespace {

struct Cell {
  std::string text;
  int column = 1;
};

/// Operators of cases: a file in workloads/cases each, a workload that stands for one row.
std::vector<std::string> known_cases() {
  std::vector<std::string> known;
  std::error_code error;
  for (const auto& file : std::filesystem::directory_iterator(share_path("workloads/cases"), error))
    known.push_back(file.path().stem().string());
  std::sort(known.begin(), known.end());
  return known;
}

std::vector<Cell> cells_of(const std::string& line, Where where) {
  std::vector<Cell> cells(1);
  bool is_quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    where.column = static_cast<int>(i) + 1;
    if (c == '"') {
      if (is_quoted && i + 1 < line.size() && line[i + 1] == '"')
        cells.back().text += line[++i];
      else
        is_quoted = !is_quoted;
    } else if (c == ',' && !is_quoted) {
      cells.push_back({"", where.column + 1});
    } else {
      cells.back().text += c;
    }
  }
  where.column = cells.back().column;
  if (is_quoted) throw ConfigError(where, "a quote is not closed on this line");
  return cells;
}

double to_microseconds(const std::string& text, const Where& where) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !(value > 0))
    throw ConfigError(where,
                      fmt::format("'{}' is not a time in microseconds; write a number", text));
  return value;
}

class Reader {
 public:
  Reader(const std::string& path, const std::string& measured)
      : path_(path), measured_(measured), known_(known_cases()) {}

  std::vector<Case> read() {
    std::ifstream file(path_);
    if (!file)
      throw ConfigError(Where{path_, 0, 0}, "cannot read this file; check name and permissions");
    std::string line;
    if (!next(file, line)) throw ConfigError(Where{path_, 1, 1}, "the file is empty");
    read_header(line);
    std::vector<Case> cases;
    for (int number = 2; next(file, line); ++number)
      if (!line.empty()) cases.push_back(read_case(line, number));
    return cases;
  }

 private:
  /// A line without its end, also when a spreadsheet wrote it with a carriage return.
  static bool next(std::istream& file, std::string& line) {
    const bool has_line = static_cast<bool>(std::getline(file, line));
    if (!line.empty() && line.back() == '\r') line.pop_back();
    return has_line;
  }

  void read_header(const std::string& line) {
    const auto names = cells_of(line, {path_, 1, 1});
    width_ = names.size();
    for (std::size_t i = 0; i < width_; ++i) columns_[names[i].text] = i;
    std::vector<std::string> needed{"op", "params"};
    if (!measured_.empty()) needed.push_back(measured_);
    for (const std::string& name : needed)
      if (columns_.count(name) == 0)
        throw ConfigError(Where{path_, 1, 1},
                          fmt::format("column '{}' is missing; known here: {}", name, line));
  }

  Case read_case(const std::string& line, int number) const {
    const auto cells = cells_of(line, {path_, number, 1});
    if (cells.size() > width_)
      throw ConfigError(Where{path_, number, cells.back().column},
                        fmt::format("{} cells, the header has {}", cells.size(), width_));
    const auto cell = [&](const std::string& name) {
      const auto column = columns_.find(name);
      return column == columns_.end() || column->second >= cells.size() ? Cell()
                                                                        : cells[column->second];
    };
    const auto at = [&](const Cell& c) { return Where{path_, number, c.column}; };
    const Cell op = cell("op"), params = cell("params"), dtype = cell("dtype");
    Case c{at(op), at(params), at(dtype), op.text, params.text, dtype.text, std::nullopt};
    check_op(c);
    if (!c.dtype.empty()) {
      try {
        (void)parse_dtype(c.dtype);
      } catch (const std::invalid_argument& e) {
        throw ConfigError(c.dtype_at, e.what());
      }
    }
    const Cell measured = cell(measured_.empty() ? "measured_us" : measured_);
    if (!measured.text.empty()) c.measured_us = to_microseconds(measured.text, at(measured));
    return c;
  }

  void check_op(const Case& c) const {
    if (std::find(known_.begin(), known_.end(), c.op) != known_.end()) return;
    const std::string near = nearest_name(c.op, known_);
    throw ConfigError(c.op_at,
                      fmt::format("op '{}' is not known here{}; known: {}", c.op,
                                  near.empty() ? "" : fmt::format(", did you mean '{}'?", near),
                                  fmt::join(known_, ", ")));
  }

  std::string path_, measured_;
  std::vector<std::string> known_;
  std::map<std::string, std::size_t> columns_;
  std::size_t width_ = 0;
};

}  // namespace

std::vector<Case> read_cases(const std::string& path, const std::string& measured) {
  return Reader(path, measured).read();
}

std::string case_path(const std::string& op) {
  return share_path("workloads/cases/" + op + ".yaml");
}

CaseRules case_rules(const std::string& op) {
  CaseRules rules;
  const ConfigNode root = read_yaml_file(case_path(op));
  const ConfigNode* node = root.find("case");
  if (node == nullptr) return rules;
  for (const auto& [key, value] : node->members) {
    if (key != "needs") {
      rules.renames[key] = value.scalar;
      continue;
    }
    for (const ConfigNode& item : value.items) rules.needs.push_back(item.scalar);
  }
  return rules;
}

std::vector<std::pair<std::string, std::string>> parameters_of(const Case& c,
                                                               const CaseRules& rules) {
  std::vector<std::pair<std::string, std::string>> list;
  std::istringstream stream(c.params);
  for (std::string part; std::getline(stream, part, ';');) {
    const std::size_t equals = part.find('=');
    if (equals == std::string::npos)
      throw ConfigError(c.params_at, fmt::format("'{}' is not NAME=VALUE", part));
    list.emplace_back(part.substr(0, equals), part.substr(equals + 1));
    const auto same = [&](const auto& other) { return other.first == list.back().first; };
    if (std::count_if(list.begin(), list.end(), same) > 1)
      throw ConfigError(c.params_at, fmt::format("'{}' is there twice", list.back().first));
  }
  for (const std::string& name : rules.needs)
    if (std::none_of(list.begin(), list.end(), [&](const auto& p) { return p.first == name; }))
      throw ConfigError(c.params_at, fmt::format("{} needs '{}'; give {}", c.op, name,
                                                 fmt::join(rules.needs, ", ")));
  return list;
}

}  // namespace fluxgate
