#include "sim/importers/onnx/render.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <set>

namespace fluxgate::onnx {
namespace {

bool is_product(const Line& line) {
  return line.op == "linear" || line.op == "matmul" || line.op == "conv2d" ||
         line.op == "conv2d_window" || line.op == "conv_transpose2d";
}
bool is_elementwise(const Line& line) {
  return line.op == "pointwise" || line.op == "activation" || line.op == "add" ||
         line.op == "multiply" || line.op == "batch_norm";
}

/// Last reader of each line's result; the result of the graph is read after all.
std::map<std::string, std::size_t> last_readers(const std::vector<Line>& lines) {
  std::map<std::string, std::size_t> last;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    last.emplace(lines[i].name, lines.size());
    for (const std::string& from : lines[i].from) last[from] = i;
  }
  return last;
}

class Fuser {
 public:
  explicit Fuser(std::vector<Line>& lines) : lines_(lines), last_(last_readers(lines)) {}

  void run() {
    for (std::size_t i = 0; i < lines_.size();) {
      const std::size_t attention = is_product(lines_[i]) ? attention_end(i) : i;
      const std::size_t end = attention > i ? attention : epilogue_end(i);
      for (std::size_t k = i; end > i && k <= end; ++k) lines_[k].fuse = lines_[i].name;
      i = end + 1;
    }
  }

 private:
  /// Every result of [first, end) is read within [first, end].
  std::size_t closed(std::size_t first, std::size_t end) const {
    for (std::size_t k = first; k < end; ++k)
      if (last_.at(lines_[k].name) > end) return closed(first, k);
    return end;
  }
  bool reads(std::size_t line, std::size_t first, std::size_t last) const {
    for (const std::string& from : lines_[line].from)
      for (std::size_t k = first; k <= last; ++k)
        if (lines_[k].name == from) return true;
    return false;
  }
  std::size_t epilogue_end(std::size_t first) const {
    if (!is_product(lines_[first]) && !is_elementwise(lines_[first])) return first;
    std::size_t end = first;
    while (end + 1 < lines_.size() && is_elementwise(lines_[end + 1]) && reads(end + 1, first, end))
      ++end;
    return closed(first, end);
  }
  /// matmul, scale and mask, softmax, matmul.
  std::size_t attention_end(std::size_t first) const {
    std::size_t at = first;
    while (at + 1 < lines_.size() && is_elementwise(lines_[at + 1]) && reads(at + 1, at, at)) ++at;
    if (at + 2 >= lines_.size() || lines_[first].op != "matmul") return first;
    if (lines_[at + 1].op != "softmax" || !reads(at + 1, at, at)) return first;
    if (lines_[at + 2].op != "matmul" || lines_[at + 2].from.empty() ||
        lines_[at + 2].from.front() != lines_[at + 1].name)
      return first;
    return closed(first, at + 2) == at + 2 ? at + 2 : first;
  }

  std::vector<Line>& lines_;
  std::map<std::string, std::size_t> last_;
};

std::string line_text(const Line& line, const std::vector<std::string>& values) {
  std::string text = fmt::format("- {{op: {}, name: {}", line.op, line.name);
  if (line.from.size() == 1)
    text += fmt::format(", from: {}", line.from.front());
  else if (!line.from.empty())
    text += fmt::format(", from: [{}]", fmt::join(line.from, ", "));
  if (!line.function.empty()) text += ", function: " + line.function;
  if (!line.fuse.empty()) text += ", fuse: " + line.fuse;
  for (std::size_t i = 0; i < values.size(); ++i)
    text += fmt::format(", {}: {}", line.args[i].first, values[i]);
  return text + "}\n";
}

/// `a` at batch 1, `b` at 2, `c` at 3.
std::string scaled(std::int64_t a, std::int64_t b, std::int64_t c) {
  if (a == b && b == c) return fmt::format("{}", a);
  const std::int64_t step = b - a, rest = a - step;
  if (c - b != step || rest < 0) return "";
  if (rest == 0) return step == 1 ? "batch" : fmt::format("{} * batch", step);
  return fmt::format("{} + {} * batch", rest, step);
}

}  // namespace

void fuse(std::vector<Line>& lines) { Fuser(lines).run(); }

std::string render(const std::vector<Line>& lines) {
  std::string text;
  for (const Line& line : lines) {
    std::vector<std::string> values;
    for (const auto& [key, value] : line.args) values.push_back(fmt::format("{}", value));
    text += line_text(line, values);
  }
  return text;
}

std::string render_scaled(const std::vector<std::vector<Line>>& at) {
  if (at[0].size() != at[1].size() || at[0].size() != at[2].size()) return "";
  std::string text;
  for (std::size_t i = 0; i < at[0].size(); ++i) {
    const Line &a = at[0][i], &b = at[1][i], &c = at[2][i];
    // What a batch of 1 makes plain (a linear layer for a product) is the same line elsewhere.
    if (a.op != b.op || b.op != c.op || a.args.size() != b.args.size() ||
        b.args.size() != c.args.size())
      return "";
    std::vector<std::string> values;
    for (std::size_t k = 0; k < a.args.size(); ++k) {
      values.push_back(scaled(a.args[k].second, b.args[k].second, c.args[k].second));
      if (values.back().empty() || a.args[k].first != b.args[k].first) return "";
    }
    text += line_text(b, values);
  }
  return text;
}

}  // namespace fluxgate::onnx
