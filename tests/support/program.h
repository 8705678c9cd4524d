/// Runs the program as a user does and gives back what it said.
#pragma once
#include <nlohmann/json.hpp>
#include <string>

namespace fluxgate::test {

struct Said {
  int exit_code = -1;
  std::string out, err;
  [[nodiscard]] nlohmann::json json() const { return nlohmann::json::parse(out); }
};
[[nodiscard]] Said run_program(const std::string& arguments);

/// A new empty folder that is removed at the end.
class Folder {
 public:
  Folder();
  ~Folder();
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  [[nodiscard]] const std::string& path() const { return path_; }
  /// Writes a file and returns its path.
  std::string file(const std::string& name, const std::string& text) const;

 private:
  std::string path_;
};

[[nodiscard]] std::string read_file(const std::string& path);
/// Of a file below tests/reference.
[[nodiscard]] std::string reference_path(const std::string& relative);
/// Rows of a CSV file as column -> text.
[[nodiscard]] std::vector<std::map<std::string, std::string>> read_csv(const std::string& relative);

}  // namespace fluxgate::test
