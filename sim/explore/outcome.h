/// What one point gave: its numbers, or why there are none. Travels between processes and into the
/// database as JSON.
#pragma once
#include <map>
#include <string>

#include "sim/stats/result.h"

namespace fluxgate::explore {

enum class Status { Done, Infeasible, Failed };
[[nodiscard]] std::string to_string(Status status);
[[nodiscard]] Status status_from(const std::string& text);

/// Result keys with a value; a key no model gives is absent.
using Numbers = std::map<std::string, double>;

struct Outcome {
  Status status = Status::Failed;
  std::string reason;  // empty when done
  Numbers numbers;
};

[[nodiscard]] Numbers numbers_of(const RunResult& result);
[[nodiscard]] std::string to_text(const Numbers& numbers);
[[nodiscard]] Numbers numbers_from(const std::string& text);

}  // namespace fluxgate::explore
