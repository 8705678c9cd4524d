/// `import scalesim`: topology CSV of SCALE-Sim v2 and v3. Convolutions: name, input height and
/// width (padding included), filter height and width, channels, filters, stride [, stride across].
/// Products: name, M, N, K. The kind follows from the header; a ratio like 2:4 at the end of a row
/// (sparsity of v3) is refused. Layers run one after the other; an output row that a stride does
/// not fill counts, as in SCALE-Sim: (in - filter + stride) / stride, rounded up.
#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <filesystem>
#include <fstream>

#include "sim/core/errors.h"
#include "sim/importers/importer.h"
#include "sim/importers/network_text.h"

namespace fluxgate {
namespace {

struct Row {
  Where where;
  std::vector<std::string> cells;  // without blanks around; trailing empty ones dropped
};

std::string trimmed(const std::string& text) {
  const char* const blanks = " \t\r\n";
  const std::size_t first = text.find_first_not_of(blanks);
  return first == std::string::npos ? ""
                                    : text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

std::vector<Row> read_rows(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::vector<Row> rows;
  std::string line;
  for (int number = 1; std::getline(in, line); ++number) {
    if (number == 1 && line.rfind("\xef\xbb\xbf", 0) == 0) line.erase(0, 3);
    Row row{{path, number, 1}, {}};
    for (std::size_t begin = 0, end = 0; end != std::string::npos; begin = end + 1) {
      end = line.find(',', begin);
      row.cells.push_back(trimmed(line.substr(begin, end - begin)));
    }
    while (!row.cells.empty() && row.cells.back().empty()) row.cells.pop_back();
    if (!row.cells.empty()) rows.push_back(row);
  }
  if (rows.empty()) throw ConfigError(path + ": no header row; is this a SCALE-Sim topology?");
  return rows;
}

std::int64_t size_at(const Row& row, std::size_t cell) {
  constexpr std::int64_t kMost = 10'000'000;
  const std::string& text = row.cells[cell];
  std::int64_t value = 0;
  const char* end = text.data() + text.size();
  const auto [at, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc{} || at != end || value < 1 || value > kMost)
    throw ConfigError(row.where, fmt::format("column {}: '{}' is not a whole number from 1 to {}",
                                             cell + 1, text, kMost));
  return value;
}

std::string op_name(const Row& row, std::size_t layer) {
  std::string name = fmt::format("l{}_", layer);
  for (const char c : row.cells[0])
    name += std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '_';
  return name;
}

void require_cells(const Row& row, std::size_t least, std::size_t most) {
  if (row.cells.back().find(':') != std::string::npos)
    throw ModelError(fmt::format("{}: sparse weights ({}) are not supported", row.where.to_string(),
                                 row.cells.back()));
  if (row.cells.size() < least || row.cells.size() > most)
    throw ConfigError(row.where, fmt::format("{} columns, {} expected", row.cells.size(), least));
}

std::string product_line(const Row& row, std::size_t layer) {
  require_cells(row, 4, 4);
  return fmt::format("- {{op: linear, name: {}, m: {} * batch, n: {}, k: {}}}\n",
                     op_name(row, layer), size_at(row, 1), size_at(row, 2), size_at(row, 3));
}

/// Zeros after the last row until the stride fits.
std::int64_t fill(const Row& row, std::int64_t in, std::int64_t filter, std::int64_t stride) {
  if (filter > in)
    throw ConfigError(row.where, fmt::format("a filter of {} for an input of {}", filter, in));
  return (stride - (in - filter) % stride) % stride;
}

std::string conv_line(const Row& row, std::size_t layer) {
  require_cells(row, 8, 9);
  const std::int64_t h = size_at(row, 1), w = size_at(row, 2), fh = size_at(row, 3),
                     fw = size_at(row, 4), down = size_at(row, 7),
                     across = row.cells.size() > 8 ? size_at(row, 8) : down;
  const std::int64_t below = fill(row, h, fh, down), right = fill(row, w, fw, across);
  const std::string common =
      fmt::format("name: {}, b: batch, h: {}, w: {}, cin: {}, cout: {}", op_name(row, layer), h, w,
                  size_at(row, 5), size_at(row, 6));
  if (fh == fw && down == across && below == 0 && right == 0)
    return fmt::format("- {{op: conv2d, {}, kernel: {}, stride: {}}}\n", common, fh, down);
  return fmt::format(
      "- {{op: conv2d_window, {}, kernel_h: {}, kernel_w: {}, stride_h: {}, stride_w: {}, bottom: "
      "{}, right: {}}}\n",
      common, fh, fw, down, across, below, right);
}

/// A header "Layer, M, N, K" means products; one with filters, convolutions.
bool is_products(const Row& header) {
  const auto has = [&](const char* word) {
    return std::any_of(header.cells.begin(), header.cells.end(), [&](std::string cell) {
      std::transform(cell.begin(), cell.end(), cell.begin(),
                     [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
      return cell == word;
    });
  };
  if (has("m") && has("n") && has("k")) return true;
  if (header.cells.size() >= 8) return false;
  throw ConfigError(header.where,
                    "a header 'Layer, M, N, K' or of eight columns (Layer name, IFMAP "
                    "Height, ..., Strides) is expected");
}

Imported import_topology(const ImportRequest& request) {
  const std::vector<Row> rows = read_rows(request.path);
  const bool has_products = is_products(rows.front());
  if (rows.size() < 2) throw ConfigError(rows.front().where, "no layer follows the header");
  if (has_products && rows.front().cells.at(1) != "M" && rows.front().cells.at(1) != "m")
    throw ConfigError(rows.front().where, "the columns are expected in the order M, N, K");
  Imported imported;
  imported.name = std::filesystem::path(request.path).stem().string();
  NetworkText net(fmt::format("{} layers of a SCALE-Sim topology", rows.size() - 1),
                  "derived: SCALE-Sim topology");
  net.assume("one byte a value, as SCALE-Sim counts words");
  net.parameter("dtype", "int8");
  std::string lines;
  for (std::size_t i = 1; i < rows.size(); ++i)
    lines += has_products ? product_line(rows[i], i - 1) : conv_line(rows[i], i - 1);
  net.network(lines);
  imported.yaml = net.text();
  return imported;
}

[[maybe_unused]] const bool kRegistered =
    Importers::add("scalesim", {"SCALE-Sim topology, convolutions or products", import_topology});

}  // namespace
}  // namespace fluxgate
