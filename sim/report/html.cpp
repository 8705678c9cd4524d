#include "sim/report/html.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace fluxgate::report {

std::string escape(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '&')
      out += "&amp;";
    else if (c == '<')
      out += "&lt;";
    else if (c == '>')
      out += "&gt;";
    else if (c == '"')
      out += "&quot;";
    else
      out += c;
  }
  return out;
}

std::string with_prefix(const std::optional<double>& value, const std::string& unit) {
  if (!value) return "not modelled";
  static constexpr std::array kPrefixes{"a", "f", "p", "n", "\u00b5", "m", "",
                                        "k", "M", "G", "T", "P",      "E"};
  const double size = std::abs(*value);
  if (size == 0) return "0 " + unit;
  const int exponent =
      std::clamp(static_cast<int>(std::floor(std::log10(size * (1 + 1e-12)) / 3)), -6, 6);
  return fmt::format("{:.3g} {}{}", *value / std::pow(1000.0, exponent),
                     kPrefixes[static_cast<std::size_t>(exponent + 6)], unit);
}

std::string bytes(const std::optional<double>& value) {
  if (!value) return "not modelled";
  static constexpr std::array kUnits{"B", "KiB", "MiB", "GiB", "TiB"};
  double left = *value;
  std::size_t unit = 0;
  while (std::abs(left) >= 1024 && unit + 1 < kUnits.size()) {
    left /= 1024;
    ++unit;
  }
  return fmt::format("{:.3g} {}", left, kUnits[unit]);
}

std::string percent(const std::optional<double>& share) {
  return share ? fmt::format("{:.1f} %", 100 * *share) : "not modelled";
}

std::string Table::html() const {
  std::string out = "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"" +
                    escape(caption_) + "\"><table class=\"sorts\"><caption>" + escape(caption_) +
                    "</caption><thead><tr>";
  for (const std::string& column : columns_)
    out += "<th scope=\"col\"><button type=\"button\">" + escape(column) + "</button></th>";
  out += "</tr></thead><tbody>";
  for (const auto& row : rows_) {
    out += "<tr>";
    for (const Cell& cell : row)
      out += cell.number ? fmt::format("<td class=\"number\" data-sort=\"{}\">{}</td>",
                                       *cell.number, escape(cell.text))
                         : "<td>" + escape(cell.text) + "</td>";
    out += "</tr>";
  }
  return out + "</tbody></table></div>\n";
}

std::string chart(const std::string& says, const Json& option, int height_px) {
  std::string json = option.dump();
  for (std::size_t at = 0; (at = json.find("</", at)) != std::string::npos; at += 3)
    json.replace(at, 2, "<\\/");
  return fmt::format(
      "<figure><div class=\"chart\" role=\"img\" aria-label=\"{}\" style=\"height:{}px\"></div>"
      "<script type=\"application/json\">{}</script><figcaption>{}</figcaption></figure>\n",
      escape(says), height_px, json, escape(says));
}

std::string details(const std::string& summary, const std::string& inner) {
  return "<details><summary>" + escape(summary) + "</summary>" + inner + "</details>\n";
}

std::string paragraph(const std::string& text) { return "<p>" + escape(text) + "</p>\n"; }

}  // namespace fluxgate::report
