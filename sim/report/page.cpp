/// The page: sections in the order of their ids, style, script and the charts' library in one file
/// that asks for nothing.
#include <fmt/format.h>

#include <algorithm>

#include "sim/report/asset.h"
#include "sim/report/html.h"
#include "sim/report/section.h"

namespace fluxgate::report {
namespace {

std::string heading_of(const Input& input) {
  if (input.results.size() == 1) return title(input.results.front());
  if (input.results.empty()) return "Design space";
  const std::string network = text(input.results.front(), "workload");
  for (const Json& r : input.results)
    if (text(r, "workload") != network) return fmt::format("{} results", input.results.size());
  return fmt::format("{} on {} machines", network, input.results.size());
}

bool is_same(const Input& input, const char* key) {
  return std::all_of(input.results.begin(), input.results.end(), [&](const Json& r) {
    return text(r, key) == text(input.results.front(), key);
  });
}

}  // namespace

std::string label(const Input& input, const Json& result) {
  const bool is_one_network = is_same(input, "workload"), is_one_arch = is_same(input, "arch");
  if (is_one_network == is_one_arch) return title(result);
  return text(result, is_one_network ? "arch" : "workload");
}

std::string page(const Input& input) {
  std::string sections, links;
  for (const auto& [id, section] : Sections::all()) {
    const std::string html = section.html(input);
    if (html.empty()) continue;
    links += fmt::format("<li><a href=\"#{}\">{}</a></li>", id, escape(section.heading));
    sections += fmt::format(
        "<section id=\"{0}\" aria-labelledby=\"{0}-h\"><h2 id=\"{0}-h\">{1}</h2>\n{2}</section>\n",
        id, escape(section.heading), html);
  }
  const std::string name = escape(heading_of(input));
  return "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
         "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"
         "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
         "script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:\">"
         "<title>Fluxgate: " +
         name + "</title>\n<style>\n" + asset("page.css") +
         "</style></head>\n<body><a class=\"skip\" href=\"#main\">Skip to the results</a>"
         "<header><p class=\"brand\">Fluxgate</p><h1>" +
         name + "</h1><nav aria-label=\"Sections\"><ul>" + links +
         "</ul></nav></header>\n<main id=\"main\">\n" + sections + "</main>\n<script>\n" +
         asset("echarts.js") + "</script>\n<script>\n" + asset("page.js") +
         "</script></body></html>\n";
}

}  // namespace fluxgate::report
