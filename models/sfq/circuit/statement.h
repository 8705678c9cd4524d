/// Lines of a SPICE deck as words: comments, continuation, case, brackets, .include, .control.
/// A word keeps its place. Text inside (), {} or [] is one word; blanks around '=' vanish.
#pragma once
#include <string>
#include <vector>

#include "sim/core/errors.h"

namespace fluxgate::sfq {

struct Word {
  std::string text;  // upper case
  std::string raw;   // as written, for file names
  Where where;
};

/// One logical line. `words` is never empty; words[0] begins with '.' for a control.
struct Statement {
  std::vector<Word> words;
  [[nodiscard]] const Where& where() const { return words.front().where; }
  [[nodiscard]] const std::string& head() const { return words.front().text; }
};

/// Reads a deck and what it includes (paths relative to the file that names them), up to `.end`.
/// ConfigError: a file that cannot be read, an include circle, a bracket that is not closed.
[[nodiscard]] std::vector<Statement> read_statements(const std::string& path);
[[nodiscard]] std::vector<Statement> read_statements_text(const std::string& text,
                                                          const std::string& file_name);

}  // namespace fluxgate::sfq
