/// The errors that reach a user, each with the exit code of interface.md.
/// Library code throws these; only sim/cli prints and exits. Our own mistakes trip FG_CHECK.
#pragma once
#include <stdexcept>
#include <string>

namespace fluxgate {

enum class ExitCode : int {
  Ok = 0,
  Usage = 2,
  Config = 3,
  Infeasible = 4,
  Mismatch = 5,
  Deadlock = 6,
  Interrupted = 130,
};

/// Place in a user's file; line and column count from 1, 0 means "the whole file" or "not a file".
struct Where {
  std::string file;
  int line = 0;
  int column = 0;
  [[nodiscard]] std::string to_string() const;  // "edge.yaml:12:3", "" when there is no file
};

class Error : public std::runtime_error {
 public:
  Error(ExitCode code, const std::string& message) : std::runtime_error(message), code_(code) {}
  [[nodiscard]] ExitCode code() const { return code_; }

 private:
  ExitCode code_;
};

/// Wrong call of the program: unknown option, missing argument (exit 2).
struct UsageError : Error {
  explicit UsageError(const std::string& message) : Error(ExitCode::Usage, message) {}
};
/// What the user wrote in a file or in --set (exit 3). The message is "file:line:column: sentence".
struct ConfigError : Error {
  ConfigError(const Where& where, const std::string& message);
  explicit ConfigError(const std::string& message) : Error(ExitCode::Config, message) {}
};
/// What a model cannot do: unsupported operator, tile or network that does not fit (exit 4).
struct ModelError : Error {
  explicit ModelError(const std::string& message) : Error(ExitCode::Infeasible, message) {}
};
/// Model and reference differ (exit 5).
struct MismatchError : Error {
  explicit MismatchError(const std::string& message) : Error(ExitCode::Mismatch, message) {}
};
/// No progress: the message says who waits for whom (exit 6).
struct DeadlockError : Error {
  explicit DeadlockError(const std::string& message) : Error(ExitCode::Deadlock, message) {}
};
/// Ctrl-C or SIGTERM (exit 130).
struct Interrupted : Error {
  Interrupted() : Error(ExitCode::Interrupted, "interrupted; nothing was written") {}
};

[[noreturn]] void check_failed(const char* expression, const char* file, int line);

}  // namespace fluxgate

/// Invariant of our own code; user input must never trip it.
#define FG_CHECK(expression) \
  ((expression) ? void(0) : ::fluxgate::check_failed(#expression, __FILE__, __LINE__))
