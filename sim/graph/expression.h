/// Integer expressions over named dimensions: + - * / ( ) comparisons (1 or 0), ceil(x) floor(x)
/// min(a,b) max(a,b) mod(a,b) pow(a,b) log2(x) if(c,a,b), list[i] (from 0) and count(list).
/// Division is exact; the result must be a whole number. Errors are ConfigErrors at `where`.
#pragma once
#include <functional>
#include <map>
#include <optional>
#include <string>

#include "sim/core/errors.h"

namespace fluxgate {

/// Value of a name, or empty when it is unknown.
using Lookup = std::function<std::optional<double>(const std::string&)>;

/// Value `index` of a list; its length when the index is empty; empty when there is no such list.
/// An index outside the list is the list's own error.
using ListLookup =
    std::function<std::optional<double>(const std::string& list, std::optional<double> index)>;

[[nodiscard]] double evaluate(const std::string& text, const Lookup& lookup, const Where& where,
                              const ListLookup& lists = {});

}  // namespace fluxgate
