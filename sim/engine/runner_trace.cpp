// What a run did over time: spans for the trace, bins for the report. A full trace is thinned:
// blocks of launches are left out, each time half of those that are left.
#include <algorithm>
#include <cstdint>
#include <utility>

#include "sim/engine/runner.h"

namespace fluxgate {

void Runner::note_span(Launch launch, const LaunchResult& r, const std::vector<double>& energy_j) {
  if ((result_.launches - 1) / kSpanBlock % result_.span_stride != 0) {
    for (const Operator& op : launch)
      for (const Operand& out : op.outputs) makers_.erase(out.tensor);
    return;
  }
  if (result_.spans.size() >= kMostSpans) thin_spans();
  Span span;
  span.launch = result_.launches - 1;
  span.operator_index = index_.at(launch.front().name);
  span.start = result_.time;
  span.time = r.time;
  span.dram = r.dram_read + r.dram_write;
  span.executed_macs = r.executed_macs;
  if (!energy_j.empty()) span.energy_j = sum_j(energy_j);
  for (const Operator& op : launch)
    for (const Operand& in : op.inputs) {
      const auto maker = makers_.find(carried_.name(in.tensor, repetition_));
      if (maker != makers_.end()) span.inputs.push_back(maker->second);
    }
  std::sort(span.inputs.begin(), span.inputs.end());
  span.inputs.erase(std::unique(span.inputs.begin(), span.inputs.end()), span.inputs.end());
  for (const Operator& op : launch)
    for (const Operand& out : op.outputs) makers_[out.tensor] = result_.spans.size();
  result_.spans.push_back(std::move(span));
}

void Runner::thin_spans() {
  result_.span_stride *= 2;
  constexpr std::size_t kGone = SIZE_MAX;
  std::vector<Span> kept;
  std::vector<std::size_t> place;
  for (Span& span : result_.spans) {
    const bool is_kept = span.launch / kSpanBlock % result_.span_stride == 0;
    place.push_back(is_kept ? kept.size() : kGone);
    if (!is_kept) continue;
    std::vector<std::size_t> inputs;
    for (const std::size_t input : span.inputs)
      if (place[input] != kGone) inputs.push_back(place[input]);
    span.inputs = std::move(inputs);
    kept.push_back(std::move(span));
  }
  for (auto at = makers_.begin(); at != makers_.end();) {
    at->second = place[at->second];
    at = at->second == kGone ? makers_.erase(at) : std::next(at);
  }
  result_.spans = std::move(kept);
}

void Runner::note_bin(const LaunchResult& r, const std::vector<double>& energy_j) {
  Timeline& timeline = *result_.over_time;
  const TimeFs begin = timeline.bins.empty() ? TimeFs(0) : timeline.bins.back().end;
  if (result_.time <= begin) return;
  Timeline::Bin bin;
  bin.end = result_.time;
  const TimeFs waited = result_.time - begin - r.time;
  bin.energy_time = waited + r.sustained_time.value_or(r.time);
  bin.dram = r.dram_read + r.dram_write;
  bin.executed_macs = r.executed_macs;
  bin.energy_j = std::exchange(between_j_, 0) + sum_j(energy_j);
  bin.activations = live_.at(launch_);
  bin.state = state_;
  timeline.add(bin);
}

}  // namespace fluxgate
