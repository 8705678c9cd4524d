/// The inside of a worker process (pool.h).
#pragma once
#include "sim/explore/pool.h"

namespace fluxgate::explore {

[[nodiscard]] std::string to_message(const std::deque<Task>& tasks);
[[nodiscard]] Outcome outcome_from(const std::string& message);

/// Serves `socket` until it closes, then ends the process.
[[noreturn]] void serve(int socket, const Spec& spec, Evaluator& evaluator);

}  // namespace fluxgate::explore
