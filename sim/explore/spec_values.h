/// Keys of a sweep with their values, and the pieces of a spec that its other parts need too.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "sim/explore/spec.h"

namespace fluxgate::explore {

/// "256 KiB" as 256 and "KiB".
struct Split {
  double number = 0;
  std::string unit;
};
[[nodiscard]] std::optional<double> plain_number(const std::string& text);
/// ConfigErrors at the node, with `what` as the name of the place.
[[nodiscard]] const std::string& scalar(const ConfigNode& node, const std::string& what);
void require_known(const ConfigNode& node, const std::string& what,
                   const std::vector<std::string>& known);
[[nodiscard]] Split split(const ConfigNode& node, const std::string& what);
/// A number as it is set. Whole: rounded, with a unit of bytes to whole bytes.
[[nodiscard]] std::string text_of(double number, const std::string& unit, bool is_whole);
[[nodiscard]] Key read_key(const std::string& name, const ConfigNode& node);

}  // namespace fluxgate::explore
