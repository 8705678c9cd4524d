#include "models/sfq/circuit/statement.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace fluxgate::sfq {
namespace {

char upper(char c) { return static_cast<char>(std::toupper(static_cast<unsigned char>(c))); }
bool is_blank(char c) { return std::isspace(static_cast<unsigned char>(c)) != 0; }

/// Splits the physical lines of one logical line into words.
class Splitter {
 public:
  explicit Splitter(std::string file) : file_(std::move(file)) {}

  void add(const std::string& line, int number, std::size_t begin) {
    for (std::size_t i = begin; i < line.size(); ++i) add(line[i], number, static_cast<int>(i) + 1);
    if (depth_ > 0 && is_open_)
      put(' ');  // a bracket may go on in the next line
    else
      close();
  }
  Statement finish() {
    if (depth_ > 0)
      throw ConfigError(bracket_, "this bracket is never closed; add the closing one");
    close();
    join_assignments();
    return std::move(statement_);
  }

 private:
  void add(char c, int line, int column) {
    if (is_blank(c) && depth_ == 0) return close();
    if (!is_open_) {
      statement_.words.push_back({"", "", {file_, line, column}});
      is_open_ = true;
    }
    if (c == '(' || c == '{' || c == '[') {
      if (depth_++ == 0) bracket_ = {file_, line, column};
    } else if (c == ')' || c == '}' || c == ']') {
      if (depth_-- == 0)
        throw ConfigError({file_, line, column}, "this bracket closes nothing; remove it");
    }
    put(is_blank(c) ? ' ' : c);
  }
  void put(char c) {
    statement_.words.back().text += upper(c);
    statement_.words.back().raw += c;
  }
  void close() { is_open_ = false; }
  /// `AREA = 2` becomes `AREA=2`.
  void join_assignments() {
    std::vector<Word> joined;
    for (Word& word : statement_.words) {
      const bool follows = !joined.empty() && joined.back().text.back() == '=';
      if (!joined.empty() && (follows || word.text.front() == '=')) {
        joined.back().text += word.text;
        joined.back().raw += word.raw;
      } else {
        joined.push_back(std::move(word));
      }
    }
    statement_.words = std::move(joined);
  }

  std::string file_;
  Statement statement_;
  Where bracket_;
  int depth_ = 0;
  bool is_open_ = false;
};

class Reader {
 public:
  std::vector<Statement> statements;

  void read_file(const std::filesystem::path& path, const Where& from) {
    std::ifstream stream(path);
    std::ostringstream text;
    if (!stream || std::filesystem::is_directory(path))
      throw ConfigError(from, fmt::format("{}: cannot read this file", path.string()));
    text << stream.rdbuf();
    const auto canonical = std::filesystem::weakly_canonical(path);
    if (std::find(open_.begin(), open_.end(), canonical) != open_.end())
      throw ConfigError(from, fmt::format("{} includes itself; remove the circle", path.string()));
    open_.push_back(canonical);
    read_text(text.str(), path.string());
    open_.pop_back();
  }
  void read_text(const std::string& text, const std::string& file) {
    std::istringstream stream(text);
    std::vector<std::string> lines;
    for (std::string line; std::getline(stream, line);) lines.push_back(line);
    bool is_ended = false;
    for (std::size_t i = 0; i < lines.size() && !is_ended;) {
      const std::size_t first = skip(lines, i);
      if (first >= lines.size()) break;
      i = first + 1;
      is_ended = take(gather(lines, first, i, file), file);
    }
  }

 private:
  static std::size_t indent(const std::string& line) {
    return std::min(line.find_first_not_of(" \t\r\f\v"), line.size());
  }
  /// Next line that is neither empty nor a comment.
  static std::size_t skip(const std::vector<std::string>& lines, std::size_t i) {
    for (; i < lines.size(); ++i) {
      const std::size_t at = indent(lines[i]);
      if (at < lines[i].size() && lines[i][at] != '*' && lines[i][at] != '#') break;
    }
    return i;
  }
  static Statement gather(const std::vector<std::string>& lines, std::size_t first,
                          std::size_t& next, const std::string& file) {
    Splitter splitter(file);
    const std::size_t at = indent(lines[first]);
    if (lines[first][at] == '+')
      throw ConfigError({file, static_cast<int>(first) + 1, static_cast<int>(at) + 1},
                        "there is no line that '+' could continue");
    splitter.add(lines[first], static_cast<int>(first) + 1, at);
    for (std::size_t i = skip(lines, next); i < lines.size(); i = skip(lines, i + 1)) {
      const std::size_t plus = indent(lines[i]);
      if (lines[i][plus] != '+') break;
      splitter.add(lines[i], static_cast<int>(i) + 1, plus + 1);
      next = i + 1;
    }
    return splitter.finish();
  }
  /// Handles what concerns reading itself; true at the end of the deck.
  bool take(Statement statement, const std::string& file) {
    std::string& head = statement.words.front().text;
    if (in_control_ && head.front() != '.') head = '.' + head;
    if (head == ".END") return true;
    if (head == ".CONTROL" || head == ".ENDC") {
      in_control_ = head == ".CONTROL";
      return false;
    }
    if (head != ".INCLUDE" && head != ".INC") {
      statements.push_back(std::move(statement));
      return false;
    }
    if (statement.words.size() != 2)
      throw ConfigError(statement.where(), ".include needs one file name");
    std::string name = statement.words[1].raw;
    name.erase(
        std::remove_if(name.begin(), name.end(), [](char c) { return c == '"' || c == '\''; }),
        name.end());
    read_file(std::filesystem::path(file).parent_path() / name, statement.words[1].where);
    return false;
  }

  std::vector<std::filesystem::path> open_;
  bool in_control_ = false;
};

}  // namespace

std::vector<Statement> read_statements(const std::string& path) {
  Reader reader;
  reader.read_file(path, {});
  return std::move(reader.statements);
}

std::vector<Statement> read_statements_text(const std::string& text, const std::string& file_name) {
  Reader reader;
  reader.read_text(text, file_name);
  return std::move(reader.statements);
}

}  // namespace fluxgate::sfq
