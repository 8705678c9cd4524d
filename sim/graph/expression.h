/// Integer expressions over named dimensions: + - * / ( ) comparisons (1 or 0), ceil(x) floor(x)
/// min(a,b) max(a,b) if(c,a,b). Division is exact; the result must be a whole number. Errors are
/// ConfigErrors at `where`.
#pragma once
#include <functional>
#include <map>
#include <optional>
#include <string>

#include "sim/core/errors.h"

namespace fluxgate {

/// Value of a name, or empty when it is unknown.
using Lookup = std::function<std::optional<double>(const std::string&)>;

[[nodiscard]] double evaluate(const std::string& text, const Lookup& lookup, const Where& where);

}  // namespace fluxgate
