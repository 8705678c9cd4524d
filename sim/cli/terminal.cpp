#include "sim/cli/terminal.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <string_view>

#include "sim/core/progress.h"

namespace fluxgate {
namespace {

constexpr double kSecondsUntilShown = 0.3;  // what is over sooner needs no meter
constexpr double kSecondsBetween = 0.1;

Verbosity& chosen() {
  static Verbosity verbosity = Verbosity::Normal;
  return verbosity;
}

bool is_terminal(std::FILE* stream) { return isatty(fileno(stream)) == 1; }

bool has_colours(std::FILE* stream) {
  const char* none = std::getenv("NO_COLOR");
  const char* term = std::getenv("TERM");
  const bool is_refused = none != nullptr && *none != '\0';
  const bool is_dumb = term == nullptr || std::string_view(term) == "dumb";
  return !is_refused && !is_dumb && is_terminal(stream);
}

int code(Colour colour) {
  switch (colour) {
    case Colour::Red:
      return 31;
    case Colour::Yellow:
      return 33;
    case Colour::Green:
      return 32;
  }
  return 39;
}

}  // namespace

void set_verbosity(Verbosity verbosity) { chosen() = verbosity; }
Verbosity get_verbosity() { return chosen(); }

std::string coloured(std::FILE* stream, Colour colour, const std::string& text) {
  return has_colours(stream) ? fmt::format("\033[{}m{}\033[0m", code(colour), text) : text;
}

void print_note(const std::string& text) {
  if (chosen() != Verbosity::Quiet)
    fmt::print(stderr, "{} {}\n", coloured(stderr, Colour::Yellow, "note:"), text);
}

Meter::Meter() : is_shown_(chosen() != Verbosity::Quiet && is_terminal(stderr)), owner_(getpid()) {}

Meter::~Meter() { clear(); }

void Meter::clear() {
  if (is_drawn_ && getpid() == owner_) fmt::print(stderr, "\r\033[K");
  is_drawn_ = false;
}

double Meter::seconds_since_begin() const {
  return std::chrono::duration<double>(Clock::now() - begin_).count();
}

void Meter::begin(const char* what) {
  what_ = what;
  begin_ = Clock::now();
  drawn_ = {};
}

void Meter::end(std::int64_t done) {
  clear();
  const double s = seconds_since_begin();
  if (chosen() == Verbosity::Verbose && s >= kSecondsBetween)
    fmt::print(stderr, "{}: {} in {:.2f} s, {:.0f}/s\n", what_, done, s,
               static_cast<double>(done) / s);
  what_.clear();
}

void Meter::show(const char* what, std::int64_t done, std::int64_t total) {
  if (getpid() != owner_) return;
  if (what_.empty()) {
    begin(what);
    first_ = done;
  }
  if (what_ != what) return;
  if (done >= total) return end(done);
  const double s = seconds_since_begin();
  const double since_drawn = std::chrono::duration<double>(Clock::now() - drawn_).count();
  if (!is_shown_ || s < kSecondsUntilShown || since_drawn < kSecondsBetween) return;
  const double rate = static_cast<double>(done - first_) / s;
  const std::string left =
      rate > 0 ? fmt::format("{:.0f} s", static_cast<double>(total - done) / rate) : "?";
  fmt::print(stderr, "\r\033[K{}: {} of {}  {:.{}f}/s  ETA {}", what, done, total, rate,
             rate < 10 ? 1 : 0, left);
  std::fflush(stderr);
  is_drawn_ = true;
  drawn_ = Clock::now();
}

ProgressOnTerminal::ProgressOnTerminal() {
  watch_progress([this](const char* what, std::int64_t done, std::int64_t total) {
    meter_.show(what, done, total);
  });
}

ProgressOnTerminal::~ProgressOnTerminal() { watch_progress({}); }

}  // namespace fluxgate
