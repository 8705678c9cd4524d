/// Length and text over a stream socket or pipe.
#pragma once
#include <optional>
#include <string>

namespace fluxgate::explore {

[[nodiscard]] bool send_message(int file, const std::string& text);  // false: the other end is gone
[[nodiscard]] std::optional<std::string> receive_message(int file);  // empty: it is gone
/// False after `seconds` without anything to read; an end counts as readable.
[[nodiscard]] bool wait_readable(int file, double seconds);

}  // namespace fluxgate::explore
