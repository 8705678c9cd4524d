/// Pieces of the page: escaped text, tables that sort, charts that the page's script draws.
#pragma once
#include <string>
#include <vector>

#include "sim/report/result_file.h"

namespace fluxgate::report {

[[nodiscard]] std::string escape(const std::string& text);
/// 4.82e-4 -> "482 us"; an unknown value is "not modelled".
[[nodiscard]] std::string with_prefix(const std::optional<double>& value, const std::string& unit);
[[nodiscard]] std::string bytes(const std::optional<double>& value);
[[nodiscard]] std::string percent(const std::optional<double>& share);

struct Cell {
  std::string text;
  std::optional<double> number;  // sorts by it; right-aligned
  static Cell of(const std::string& text) { return {text, std::nullopt}; }
};
/// `caption` is read out and printed; columns sort by click or keyboard.
class Table {
 public:
  Table(std::string caption, std::vector<std::string> columns)
      : caption_(std::move(caption)), columns_(std::move(columns)) {}
  void add(std::vector<Cell> row) { rows_.push_back(std::move(row)); }
  [[nodiscard]] bool is_empty() const { return rows_.empty(); }
  [[nodiscard]] std::string html() const;

 private:
  std::string caption_;
  std::vector<std::string> columns_;
  std::vector<std::vector<Cell>> rows_;
};

/// `option` is ECharts'; `says` describes the chart to those who cannot see it.
[[nodiscard]] std::string chart(const std::string& says, const Json& option, int height_px = 320);
[[nodiscard]] std::string details(const std::string& summary, const std::string& inner);
[[nodiscard]] std::string paragraph(const std::string& text);

}  // namespace fluxgate::report
