/// Queue of pulses in order of time: a ring of buckets for the next nanosecond, a heap beyond it.
/// Pulses travel for picoseconds, so nearly all of them cost one append and one sort of a few
/// items.
#pragma once
#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <queue>
#include <vector>

namespace fluxgate::sfq {

struct Pulse {
  std::int64_t time_fs;
  std::uint32_t cell;
  std::uint32_t input;
  /// Order of handling: time, then cell, then the priority of the input.
  friend bool operator<(const Pulse& a, const Pulse& b) {
    if (a.time_fs != b.time_fs) return a.time_fs < b.time_fs;
    return a.cell != b.cell ? a.cell < b.cell : a.input < b.input;
  }
};

class Calendar {
 public:
  [[nodiscard]] bool empty() const { return size_ == 0; }
  [[nodiscard]] std::size_t size() const { return size_; }

  /// Never earlier than the last pulse taken.
  void push(const Pulse& p) {
    ++size_;
    const std::int64_t slot = p.time_fs >> kWidthBits;
    if (slot >= base_ + kBuckets) {
      far_.push(p);
      return;
    }
    std::vector<Pulse>& bucket = ring_[static_cast<std::size_t>(slot) % kBuckets];
    if (slot == current_slot_ && is_sorted_) {
      bucket.insert(
          std::upper_bound(bucket.begin() + static_cast<std::ptrdiff_t>(next_), bucket.end(), p),
          p);
    } else {
      bucket.push_back(p);
    }
    mark(slot);
  }
  /// The earliest pulse; the queue must not be empty.
  [[nodiscard]] const Pulse& front() {
    settle();
    return ring_[static_cast<std::size_t>(current_slot_) % kBuckets][next_];
  }
  void pop() {
    settle();
    --size_;
    std::vector<Pulse>& bucket = ring_[static_cast<std::size_t>(current_slot_) % kBuckets];
    if (++next_ < bucket.size()) return;
    bucket.clear();
    unmark(current_slot_);
    next_ = 0;
    is_sorted_ = false;
  }

 private:
  static constexpr int kWidthBits = 8;            // 256 fs, below the delay of any cell
  static constexpr std::int64_t kBuckets = 4096;  // 1.05 ns

  struct Later {
    bool operator()(const Pulse& a, const Pulse& b) const { return b < a; }
  };
  void mark(std::int64_t slot) {
    const auto i = static_cast<std::size_t>(slot) % kBuckets;
    used_[i / 64] |= std::uint64_t{1} << (i % 64);
  }
  void unmark(std::int64_t slot) {
    const auto i = static_cast<std::size_t>(slot) % kBuckets;
    used_[i / 64] &= ~(std::uint64_t{1} << (i % 64));
  }
  /// First used slot at or after `from` within the ring, -1 when none.
  [[nodiscard]] std::int64_t find(std::int64_t from) const {
    for (std::int64_t step = 0; step < kBuckets;) {
      const auto i = static_cast<std::size_t>(from + step) % kBuckets;
      const std::uint64_t word = used_[i / 64] >> (i % 64);
      if (word != 0) return from + step + std::countr_zero(word);
      step += 64 - static_cast<std::int64_t>(i % 64);
    }
    return -1;
  }
  void settle() {
    if (is_sorted_) return;
    std::int64_t slot = find(base_);
    if (slot < 0) slot = far_.top().time_fs >> kWidthBits;
    base_ = slot;
    while (!far_.empty() && (far_.top().time_fs >> kWidthBits) < base_ + kBuckets) {
      const Pulse p = far_.top();
      far_.pop();
      ring_[static_cast<std::size_t>(p.time_fs >> kWidthBits) % kBuckets].push_back(p);
      mark(p.time_fs >> kWidthBits);
    }
    current_slot_ = slot;
    std::vector<Pulse>& bucket = ring_[static_cast<std::size_t>(slot) % kBuckets];
    if (bucket.size() > 1) std::sort(bucket.begin(), bucket.end());
    next_ = 0;
    is_sorted_ = true;
  }

  std::vector<std::vector<Pulse>> ring_ = std::vector<std::vector<Pulse>>(kBuckets);
  std::array<std::uint64_t, kBuckets / 64> used_{};
  std::priority_queue<Pulse, std::vector<Pulse>, Later> far_;
  std::int64_t base_ = 0, current_slot_ = -1;
  std::size_t next_ = 0, size_ = 0;
  bool is_sorted_ = false;
};

}  // namespace fluxgate::sfq
