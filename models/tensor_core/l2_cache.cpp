#include "models/tensor_core/l2_cache.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <sstream>

namespace fluxgate::tensor_core {
namespace {

constexpr double kEndless = 8;  // capacities: what a flush writes, and what nobody finds again

/// Sums of the Poisson distribution below `ways`: of its probabilities, and of count times them.
struct Below {
  double probability = 0, mean = 0;
};
Below below(double mean, std::int64_t ways) {
  Below sum;
  double term = std::exp(-mean);
  for (std::int64_t k = 0; k < ways; ++k) {
    sum.probability += term;
    sum.mean += static_cast<double>(k) * term;
    term *= mean / static_cast<double>(k + 1);
  }
  return sum;
}

}  // namespace

double survival(double load, std::int64_t ways) {
  return below(load * static_cast<double>(ways), ways).probability;
}

double fill(double load, std::int64_t ways) {
  if (load >= kEndless) return 1;
  const auto all = static_cast<double>(ways);
  const Below sum = below(load * all, ways);
  return sum.mean / all + 1 - sum.probability;
}

L2Cache::L2Cache(double capacity_bytes, double dirty_share, std::int64_t ways)
    : capacity_(capacity_bytes), dirty_capacity_(capacity_bytes * dirty_share), ways_(ways) {}

L2Cache::Entry L2Cache::take(const std::string& tensor) {
  const auto at = std::find_if(entries_.begin(), entries_.end(),
                               [&](const Entry& e) { return e.tensor == tensor; });
  if (at == entries_.end()) return {tensor, 0, 0, 0};
  Entry entry = *at;
  entries_.erase(at);
  return entry;
}

double L2Cache::hit_share(const std::string& tensor, double bytes) const {
  double later = 0;
  for (auto e = entries_.rbegin(); e != entries_.rend(); ++e) {
    if (e->tensor == tensor)
      return survival((later + std::max(e->bytes, bytes)) / capacity_, ways_) *
             std::min(1.0, e->bytes / bytes);
    later += e->bytes;
  }
  return 0;
}

double L2Cache::evict() {
  double later = 0;
  double written = 0;
  for (auto e = entries_.rbegin(); e != entries_.rend(); ++e) {
    const double resident = std::min(
        e->bytes,
        capacity_ * (fill((later + e->bytes) / capacity_, ways_) - fill(later / capacity_, ways_)));
    const double kept = e->resident > 0 ? e->dirty * std::min(1.0, resident / e->resident) : 0;
    written += e->dirty - kept;
    e->dirty = kept;
    e->resident = resident;
    later += e->bytes;
  }
  while (!entries_.empty() && later - entries_.front().bytes > kEndless * capacity_) {
    later -= entries_.front().bytes;
    written += entries_.front().dirty;
    entries_.erase(entries_.begin());
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
    traffic.read_bytes += a.bytes * (a.passes - hit_share(a.tensor, a.bytes));
    Entry entry = take(a.tensor);
    entry.bytes = std::max(entry.bytes, a.bytes);
    entry.resident = std::max(entry.resident, entry.dirty);
    entries_.push_back(std::move(entry));
    traffic.write_bytes += evict();
  }
  double passing = traffic.read_bytes;
  for (const Access& a : kernel.writes) passing += a.bytes;
  const double last = passing > capacity_ ? capacity_ / passing : 1;
  for (const Access& a : kernel.writes) {
    Entry entry = take(a.tensor);
    entry.bytes = entry.resident = a.bytes;
    entry.dirty = a.bytes * last;
    traffic.write_bytes += a.bytes - entry.dirty;
    entries_.push_back(std::move(entry));
    traffic.write_bytes += evict();
    traffic.write_bytes += limit_dirty();
  }
  return traffic;
}

void L2Cache::fill_dirty(double share) {
  entries_ = {{"(other)", kEndless * capacity_, share * dirty_capacity_, capacity_}};
}

std::string L2Cache::state() const {
  std::string text;
  for (const Entry& e : entries_)
    text += fmt::format("{}\t{:.0f}\t{:.0f}\t{:.0f}\n", e.tensor, e.bytes, e.dirty, e.resident);
  return text;
}

void L2Cache::set_state(const std::string& state) {
  entries_.clear();
  std::istringstream lines(state);
  Entry entry;
  while (std::getline(lines, entry.tensor, '\t')) {
    lines >> entry.bytes >> entry.dirty >> entry.resident;
    lines.ignore(1);
    entries_.push_back(entry);
  }
}

}  // namespace fluxgate::tensor_core
