#include "models/tensor_core/l2_cache.h"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>

namespace fluxgate::tensor_core {
namespace {

constexpr double kWhole = 0.999;  // rounding of byte counts

}  // namespace

L2Cache::L2Cache(double capacity_bytes, double dirty_share)
    : capacity_(capacity_bytes), dirty_capacity_(capacity_bytes * dirty_share) {}

L2Cache::Entry L2Cache::take(const std::string& tensor) {
  const auto at = std::find_if(entries_.begin(), entries_.end(),
                               [&](const Entry& e) { return e.tensor == tensor; });
  if (at == entries_.end()) return {tensor, 0, 0};
  Entry entry = *at;
  entries_.erase(at);
  return entry;
}

bool L2Cache::holds(const std::string& tensor, double bytes) const {
  return std::any_of(entries_.begin(), entries_.end(), [&](const Entry& e) {
    return e.tensor == tensor && e.bytes >= kWhole * bytes;
  });
}

double L2Cache::make_room(double bytes) {
  double used = bytes;
  for (const Entry& e : entries_) used += e.bytes;
  double written = 0;
  while (used > capacity_ && !entries_.empty()) {
    Entry& oldest = entries_.front();
    const double out = std::min(used - capacity_, oldest.bytes);
    const double dirty = oldest.bytes > 0 ? oldest.dirty * out / oldest.bytes : 0;
    written += dirty;
    used -= out;
    oldest.bytes -= out;
    oldest.dirty -= dirty;
    if (oldest.bytes <= 0) entries_.erase(entries_.begin());
  }
  return written;
}

double L2Cache::limit_dirty() {
  double dirty = 0;
  for (const Entry& e : entries_) dirty += e.dirty;
  double written = 0;
  for (Entry& e : entries_) {
    const double out = std::clamp(dirty - dirty_capacity_ - written, 0.0, e.dirty);
    e.dirty -= out;
    written += out;
  }
  return written;
}

DramTraffic L2Cache::access(const Kernel& kernel) {
  DramTraffic traffic;
  for (const Access& a : kernel.reads) {
    Entry entry = take(a.tensor);
    const double resident = entry.bytes;
    const bool is_hit = resident >= kWhole * a.bytes && a.bytes <= capacity_;
    entry.bytes = std::min(a.bytes, capacity_);
    traffic.read_bytes += a.bytes * (is_hit ? a.passes - 1 : a.passes);
    traffic.write_bytes += make_room(entry.bytes);
    entries_.push_back(std::move(entry));
  }
  for (const Access& a : kernel.writes) {
    Entry entry = take(a.tensor);
    entry.bytes = std::min(a.bytes, capacity_);
    traffic.write_bytes += make_room(entry.bytes) + std::max(0.0, a.bytes - capacity_);
    entry.dirty = entry.bytes;
    entries_.push_back(std::move(entry));
    traffic.write_bytes += limit_dirty();
  }
  return traffic;
}

void L2Cache::fill_dirty() { entries_ = {{"(other)", capacity_, dirty_capacity_}}; }

std::string L2Cache::state() const {
  std::string text;
  for (const Entry& e : entries_)
    text += fmt::format("{}\t{:.0f}\t{:.0f}\n", e.tensor, e.bytes, e.dirty);
  return text;
}

void L2Cache::set_state(const std::string& state) {
  entries_.clear();
  std::istringstream lines(state);
  Entry entry;
  while (std::getline(lines, entry.tensor, '\t')) {
    lines >> entry.bytes >> entry.dirty;
    lines.ignore(1);
    entries_.push_back(entry);
  }
}

}  // namespace fluxgate::tensor_core
