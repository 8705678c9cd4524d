/// Cases of `fluxgate predict`: a CSV with the columns op, params ("M=16;N=16;K=16"), dtype, and
/// any others; a cell may be in double quotes. An op is a file of workloads/cases, whose `case`
/// says which options a parameter sets ("B: batch"), what is ignored, and what a row must give
/// (`needs`). ConfigError with line and column: a missing column, a row with more cells
/// than the header, an open quote, an unknown op or type, a parameter that is missing, a time that
/// is none.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "sim/core/config.h"

namespace fluxgate {

struct Case {
  Where op_at, params_at, dtype_at;
  std::string op, params, dtype;
  std::optional<double> measured_us;
};

/// What the case file of an op says of a row's parameters.
struct CaseRules {
  std::map<std::string, std::string> renames;
  std::vector<std::string> needs;
};

/// `measured` is the column with measured microseconds; empty: measured_us, when there is one.
[[nodiscard]] std::vector<Case> read_cases(const std::string& path, const std::string& measured);
[[nodiscard]] std::string case_path(const std::string& op);
[[nodiscard]] CaseRules case_rules(const std::string& op);
/// "M=16;N=16" as pairs; ConfigError when a needed one is missing or a part is not NAME=VALUE.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> parameters_of(
    const Case& c, const CaseRules& rules);

}  // namespace fluxgate
