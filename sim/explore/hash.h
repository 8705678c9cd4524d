/// FNV-1a with a SplitMix64 finish; two seeds make the 128-bit name of a point.
#pragma once
#include <fmt/format.h>

#include <cstdint>
#include <string>

#include "sim/core/random.h"

namespace fluxgate::explore {

[[nodiscard]] inline std::uint64_t fnv64(const std::string& text, std::uint64_t seed) {
  std::uint64_t hash = 0xCBF29CE484222325U ^ split_mix(seed + kSplitMixStep);
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3U;
  return split_mix(hash);
}

[[nodiscard]] inline std::string name_of(const std::string& text) {
  return fmt::format("{:016x}{:016x}", fnv64(text, 1), fnv64(text, 2));
}

}  // namespace fluxgate::explore
