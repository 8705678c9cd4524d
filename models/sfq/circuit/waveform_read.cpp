#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "models/sfq/circuit/waveform.h"

namespace fluxgate::sfq {
namespace {

constexpr double kPsPerSecond = 1e12;

/// Arguments of `name( a b, c )`: blanks and commas outside inner brackets separate them.
std::vector<std::string> arguments(const std::string& text) {
  std::vector<std::string> list;
  std::string item;
  int depth = 0;
  for (const char c : text) {
    if (c == '(' || c == '{' || c == '[') ++depth;
    if (c == ')' || c == '}' || c == ']') --depth;
    if ((c == ' ' || c == ',') && depth == 0) {
      if (!item.empty()) list.push_back(std::move(item));
      item.clear();
    } else {
      item += c;
    }
  }
  if (!item.empty()) list.push_back(std::move(item));
  return list;
}

struct Call {
  std::string name;
  std::vector<std::string> args, raw;
};

/// `PWL(...)`, or the words `PWL` and `(...)`.
Call read_call(const Statement& s, std::size_t first) {
  std::string text, raw;
  for (std::size_t i = first; i < s.words.size(); ++i) {
    text += (i > first ? " " : "") + s.words[i].text;
    raw += (i > first ? " " : "") + s.words[i].raw;
  }
  const std::size_t open = text.find('(');
  Call call;
  call.name = text.substr(0, std::min(open, text.find(' ')));
  if (open == std::string::npos) {
    call.args = arguments(text);
    return call;
  }
  std::size_t close = open;
  for (int depth = 0; close < text.size(); ++close) {
    if (text[close] == '(') ++depth;
    if (text[close] == ')' && --depth == 0) break;
  }
  call.args = arguments(text.substr(open + 1, close - open - 1));
  call.raw = arguments(raw.substr(open + 1, close - open - 1));
  return call;
}

class WaveReader {
 public:
  WaveReader(const Call& call, const Scope& scope, const Where& where, const Timing& timing,
             double scale)
      : call_(call), scope_(scope), where_(where), timing_(timing), scale_(scale) {}

  Waveform read() {
    if (call_.name == "PWL") return knots(Waveform::Kind::Pwl);
    if (call_.name == "PWS") return knots(Waveform::Kind::Pws);
    if (call_.name == "PULSE") return pulse();
    if (call_.name == "SIN") return sinus();
    if (call_.name == "EXP") return exponential();
    if (call_.name == "CUS" || call_.name == "CUSTOM") return custom();
    if (call_.name == "NOISE") return noise();
    return dc();
  }

 private:
  [[noreturn]] void fail(const std::string& why) const {
    throw ConfigError(where_, fmt::format("{}: {}", call_.name, why));
  }
  void need(std::size_t least, const char* what) const {
    if (call_.args.size() < least)
      fail(fmt::format("{} needed, {} given", what, call_.args.size()));
  }
  double number(std::size_t i, double fallback) const {
    return i < call_.args.size() ? scope_.evaluate(call_.args[i], where_) : fallback;
  }
  double time(std::size_t i, double fallback_ps) const {
    return i < call_.args.size() ? number(i, 0) * kPsPerSecond : fallback_ps;
  }
  double value(std::size_t i) const { return number(i, 0) * scale_; }

  Waveform dc() const {
    Waveform w;
    const bool has_name = call_.args.size() > 1 && call_.args.front() == "DC";
    if (call_.args.size() != (has_name ? 2U : 1U))
      fail("not a source; known: dc, pwl, pws, pulse, sin, exp, cus, noise");
    w.values = {value(has_name ? 1 : 0)};
    return w;
  }
  Waveform knots(Waveform::Kind kind) const {
    need(2, "a time and a value");
    if (call_.args.size() % 2 != 0) fail("the last time has no value");
    Waveform w;
    w.kind = kind;
    for (std::size_t i = 0; i < call_.args.size(); i += 2) {
      w.times.push_back(time(i, 0));
      w.values.push_back(value(i + 1));
    }
    if (!std::is_sorted(w.times.begin(), w.times.end())) fail("times must not fall");
    if (w.times.front() > 0) {  // JoSIM begins such a list with (0 0)
      w.times.insert(w.times.begin(), 0);
      w.values.insert(w.values.begin(), 0);
    }
    return w;
  }
  Waveform pulse() const {
    need(2, "two values");
    Waveform w;
    w.kind = Waveform::Kind::Pulse;
    w.values = {value(0), value(1)};
    w.times = {time(2, 0), time(3, timing_.step_ps), time(4, timing_.step_ps),
               time(5, timing_.stop_ps), time(6, timing_.stop_ps)};
    if (*std::min_element(w.times.begin(), w.times.end()) < 0) fail("a time is negative");
    if (w.times[4] <= 0) fail("the period must be above 0");
    return w;
  }
  Waveform sinus() const {
    need(2, "an offset and an amplitude");
    Waveform w;
    w.kind = Waveform::Kind::Sin;
    w.values = {value(0), value(1)};
    w.frequency = number(2, kPsPerSecond / timing_.stop_ps) / kPsPerSecond;
    w.times = {time(3, 0)};
    w.damping = number(4, 0) / kPsPerSecond;
    return w;
  }
  Waveform exponential() const {
    need(2, "two values");
    Waveform w;
    w.kind = Waveform::Kind::Exp;
    w.values = {value(0), value(1)};
    const double step = timing_.step_ps;
    w.times = {time(2, 0), time(3, step), time(4, step), time(5, step)};
    if (w.times[1] <= 0 || w.times[3] <= 0) fail("time constants must be above 0");
    return w;
  }
  Waveform noise() const {
    need(1, "an amplitude");
    Waveform w;
    w.kind = Waveform::Kind::Noise;
    w.times = {time(1, 0), time(2, timing_.step_ps)};
    if (w.times[1] <= 0) fail("the time step must be above 0");
    w.noise_amplitude = value(0) / std::sqrt(2 * w.times[1] / kPsPerSecond);
    return w;
  }
  Waveform custom() const {
    need(2, "a file and a sample time");
    Waveform w;
    w.kind = Waveform::Kind::Custom;
    w.times = {std::max(time(1, timing_.step_ps), timing_.step_ps), time(4, 0)};
    w.interpolation = static_cast<int>(number(3, 1));
    if (w.interpolation < 0 || w.interpolation > 2)
      fail("interpolation is 0 (none), 1 (linear) or 2 (cubic)");
    w.is_periodic = number(5, 0) != 0;
    for (const std::string& sample : read_samples())
      w.values.push_back(scope_.evaluate(sample, where_) * number(2, 1) * scale_);
    return w;
  }
  std::vector<std::string> read_samples() const {
    std::filesystem::path path = call_.raw.front();
    if (!path.has_parent_path()) path = std::filesystem::path(where_.file).parent_path() / path;
    std::ifstream stream(path);
    std::string line;
    if (!stream || !std::getline(stream, line))
      fail(fmt::format("{}: cannot read this file of samples", path.string()));
    for (char& c : line)
      c = c == ';' || c == '\t' || c == '\r' ? ' ' : static_cast<char>(std::toupper(c));
    std::vector<std::string> samples = arguments(line);
    if (samples.empty()) fail(fmt::format("{}: the first line has no samples", path.string()));
    return samples;
  }

  const Call& call_;
  const Scope& scope_;
  const Where& where_;
  const Timing& timing_;
  double scale_;
};

}  // namespace

Waveform read_waveform(const Statement& statement, std::size_t first, const Scope& scope,
                       const Timing& timing, double scale) {
  if (first >= statement.words.size())
    throw ConfigError(statement.where(),
                      fmt::format("{}: a source value is missing; write e.g. dc 1m "
                                  "or pwl(0 0 5p 1m)",
                                  statement.head()));
  const Call call = read_call(statement, first);
  return WaveReader(call, scope, statement.words[first].where, timing, scale).read();
}

}  // namespace fluxgate::sfq
