/// What a person at a terminal sees beside the results: notes, progress with rate and time to go,
/// colours. Progress and colours need a terminal; NO_COLOR (no-color.org) and TERM=dumb switch
/// colours off, --quiet notes and progress, -v says more. Everything goes to stderr.
#pragma once
#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <string>

namespace fluxgate {

enum class Verbosity { Quiet, Normal, Verbose };
void set_verbosity(Verbosity verbosity);
[[nodiscard]] Verbosity get_verbosity();

enum class Colour { Red, Yellow, Green };
/// `text` in a colour when `stream` shows colours, else as it is.
[[nodiscard]] std::string coloured(std::FILE* stream, Colour colour, const std::string& text);

/// "note: ..." on stderr.
void print_note(const std::string& text);

/// One stage after another; the outermost counts.
class Meter {
 public:
  Meter();
  ~Meter();
  Meter(const Meter&) = delete;
  Meter& operator=(const Meter&) = delete;
  void show(const char* what, std::int64_t done, std::int64_t total);
  /// The line is empty again.
  void clear();

 private:
  void begin(const char* what);
  void end(std::int64_t done);
  [[nodiscard]] double seconds_since_begin() const;

  using Clock = std::chrono::steady_clock;
  bool is_shown_;
  pid_t owner_;  // forked workers inherit the meter and must not draw
  std::string what_;
  std::int64_t first_ = 0;
  bool is_drawn_ = false;
  Clock::time_point begin_, drawn_;
};

/// Shows what loops tell (sim/core/progress.h) as long as it lives.
class ProgressOnTerminal {
 public:
  ProgressOnTerminal();
  ~ProgressOnTerminal();
  ProgressOnTerminal(const ProgressOnTerminal&) = delete;
  ProgressOnTerminal& operator=(const ProgressOnTerminal&) = delete;

 private:
  Meter meter_;
};

}  // namespace fluxgate
