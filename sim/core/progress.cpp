#include "sim/core/progress.h"

#include <utility>

namespace fluxgate {
namespace {

ProgressWatcher& watcher() {
  static ProgressWatcher one;
  return one;
}

}  // namespace

void watch_progress(ProgressWatcher one) { watcher() = std::move(one); }

void tell_progress(const char* what, std::int64_t done, std::int64_t total) {
  if (watcher()) watcher()(what, done, total);
}

}  // namespace fluxgate
