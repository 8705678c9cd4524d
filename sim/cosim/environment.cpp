#include "sim/cosim/environment.h"

#include <fmt/format.h>

#include "sim/core/random.h"

namespace fluxgate {
namespace {

/// SplitMix64 of the arguments: a random bit pattern that needs no state.
std::uint64_t mix(std::uint64_t seed, std::uint64_t port, std::uint64_t cycle) {
  return split_mix(seed + (port + 1) * 0xD1B54A32D192ED03U + cycle * kSplitMixStep);
}

constexpr std::uint64_t kOutputPorts = 1U << 16U;  // keeps output numbers apart from input numbers

}  // namespace

Stalls parse_stalls(const std::string& name) {
  if (name == "none") return Stalls::None;
  if (name == "random") return Stalls::Random;
  if (name == "adversarial") return Stalls::Adversarial;
  throw UsageError(fmt::format("--stalls {}: known: none, random, adversarial", name));
}

SharedStimulus::SharedStimulus(const KernelKind& kernel, std::uint64_t seed)
    : stimulus_(kernel.make_stimulus(seed)) {
  for (const StreamSpec& stream : kernel.streams.inputs)
    streams_.push_back({{}, 0, 0, stream.lanes()});
}

SharedStimulus::SharedStimulus(std::vector<Beat> beats) {
  const auto made = static_cast<std::int64_t>(beats.size());
  const std::size_t lanes = beats.empty() ? 0 : beats.front().size();
  streams_.push_back({{beats.begin(), beats.end()}, 0, made, lanes});
}

const Beat* SharedStimulus::beat(std::size_t stream, std::int64_t index) {
  Stream& s = streams_[stream];
  while (stimulus_ && s.made <= index) {
    s.beats.emplace_back(s.lanes);
    stimulus_->fill(stream, s.made++, s.beats.back());
  }
  return index < s.made ? &s.beats[static_cast<std::size_t>(index - s.first)] : nullptr;
}

void SharedStimulus::forget_before(std::size_t stream, std::int64_t index) {
  Stream& s = streams_[stream];
  for (; s.first < index && !s.beats.empty(); ++s.first) s.beats.pop_front();
}

Environment::Environment(const KernelKind& kernel, Side& side, SharedStimulus& stimulus,
                         Stalls stalls, std::uint64_t seed)
    : kernel_(kernel),
      side_(side),
      stimulus_(stimulus),
      stalls_(stalls),
      seed_(seed),
      next_(kernel.streams.inputs.size()),
      is_offered_(kernel.streams.inputs.size()),
      is_ready_(kernel.streams.outputs.size()),
      was_valid_(kernel.streams.outputs.size()),
      accepted_(kernel.streams.inputs.size()),
      produced_(kernel.streams.outputs.size()) {
  side_.reset();
}

/// May this port move in this cycle?
bool Environment::is_open(std::size_t port, bool is_input) const {
  const auto cycle = static_cast<std::uint64_t>(cycle_);
  const std::uint64_t bits = mix(seed_, port + (is_input ? 0 : kOutputPorts), cycle);
  if (stalls_ == Stalls::None) return true;
  if (stalls_ == Stalls::Random) return (bits & 3U) != 0;
  switch (cycle / 64 % 5) {
    case 0:
      return !is_input || (bits & 7U) == 0;
    case 1:
      return is_input || (bits & 7U) == 0;
    case 2:
      return is_input || cycle % 64 > 40;
    case 3:
      return is_input || was_valid_[port] == 0 || (bits & 3U) == 0;
    default:
      return true;
  }
}

void Environment::step() {
  for (std::size_t i = 0; i < next_.size(); ++i) {
    const Beat* beat = stimulus_.beat(i, next_[i]);
    if (is_offered_[i] == 0 && beat != nullptr && is_open(i, true)) is_offered_[i] = 1;
    side_.drive_input(i, is_offered_[i] != 0, is_offered_[i] != 0 ? *beat : Beat());
  }
  for (std::size_t o = 0; o < is_ready_.size(); ++o) {
    is_ready_[o] = is_open(o, false) ? 1 : 0;
    side_.drive_ready(o, is_ready_[o] != 0);
  }
  side_.settle();
  for (std::size_t i = 0; i < next_.size(); ++i) {
    if (is_offered_[i] == 0 || !side_.input_ready(i)) continue;
    accepted_[i].push_back({cycle_, {}});
    ++next_[i];
    is_offered_[i] = 0;
    last_transfer_cycle_ = cycle_;
  }
  for (std::size_t o = 0; o < is_ready_.size(); ++o) {
    was_valid_[o] = side_.output_valid(o) ? 1 : 0;
    if (was_valid_[o] == 0 || is_ready_[o] == 0) continue;
    produced_[o].push_back({cycle_, Beat(kernel_.streams.outputs[o].lanes())});
    side_.read_output(o, produced_[o].back().beat);
    was_valid_[o] = 0;
    last_transfer_cycle_ = cycle_;
  }
  side_.clock();
  ++cycle_;
}

std::string Environment::waiting() const {
  std::string text;
  for (std::size_t i = 0; i < next_.size(); ++i)
    if (is_offered_[i] != 0)
      text += fmt::format("{}{} waits for ready with beat {}", text.empty() ? "" : ", ",
                          kernel_.streams.inputs[i].name, next_[i]);
  for (std::size_t o = 0; o < is_ready_.size(); ++o)
    if (was_valid_[o] == 0)
      text += fmt::format("{}{} is not valid", text.empty() ? "" : ", ",
                          kernel_.streams.outputs[o].name);
  return text;
}

}  // namespace fluxgate
