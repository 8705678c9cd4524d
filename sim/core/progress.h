/// How far a long loop is. Like is_interrupted(): a loop tells, the program may have somebody who
/// watches; libraries never print. Without a watcher it costs a comparison.
#pragma once
#include <cstdint>
#include <functional>

namespace fluxgate {

using ProgressWatcher =
    std::function<void(const char* what, std::int64_t done, std::int64_t total)>;

/// An empty watcher: nobody watches.
void watch_progress(ProgressWatcher watcher);

/// `what`: things counted ("cases"). Tell 0 of the total first and the total at the end; a loop
/// inside another that has told may tell too, the outer one counts.
void tell_progress(const char* what, std::int64_t done, std::int64_t total);

}  // namespace fluxgate
