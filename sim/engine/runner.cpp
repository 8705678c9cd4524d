#include "sim/engine/runner.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "sim/core/interrupt.h"
#include "sim/core/progress.h"
#include "sim/engine/digest.h"
#include "sim/engine/live_memory.h"

namespace fluxgate {
namespace {

std::int64_t macs_of(Launch launch) {
  std::int64_t macs = 0;
  for (const Operator& op : launch) macs += op.macs;
  return macs;
}

bool uses_host(const Operator& op) { return op.host.copy_bytes > 0 || op.host.wait_copies > 0; }

}  // namespace

Runner::Runner(Arch& arch, const RunOptions& options, RunResult& result)
    : datapath_(*arch.datapath),
      options_(options),
      result_(result),
      team_(team_of(datapath_)),
      meter_(options.tier == Tier::Bound ? EnergyModel{} : datapath_.energy_model()),
      host_link_(result) {}

void Runner::run(const Shard& part) {
  live_ = live_activations(part.graph, datapath_);
  launch_ = 0;
  const MemoryNeed need = memory_parts(part.graph, datapath_);
  state_ = need.state;
  if (!result_.over_time) result_.over_time.emplace();
  result_.over_time->weights = need.weights;
  result_.over_time->capacity = datapath_.memory_capacity();
  carried_ = Carried();
  std::int64_t layers = 0, layer = 0;
  for (const Segment& segment : part.graph.segments) layers += segment.repeat;
  for (const Segment& segment : part.graph.segments) {
    if (segment.operators.empty()) continue;
    carried_.enter(segment);
    const std::vector<Launch> launches = datapath_.plan(segment);
    for (std::int64_t i = 0; i < segment.repeat; ++i) {
      repetition_ = i;
      tell_progress("layers", layer++, layers);
      const TimeFs unit_begin = result_.time;
      for (const Launch launch : launches) {
        const bool has_host = std::any_of(launch.begin(), launch.end(), uses_host);
        const TimeFs waited = has_host ? host_link_.wait(launch, result_.time) : TimeFs(0);
        result_.time += waited;
        const TimeFs begin = result_.time;
        const Bytes copied = result_.host_read;
        if (waited.value > 0 && meter_.is_given()) between_j_ += sum_j(meter_.idle(waited));
        run_launch(launch);
        if (has_host) {
          host_link_.start_copies(launch, begin, result_.time);
          charge_host(launch, result_.host_read - copied, waited);
        }
        exchange(launch, part.exchanges, 1);
        note_bin({}, {});
        ++launch_;
      }
      end_units(unit_begin, 1);
    }
  }
  tell_progress("layers", layers, layers);
}

void Runner::bound(const Shard& part) {
  for (const Segment& segment : part.graph.segments) {
    const TimeFs begin = result_.time;
    for (const Launch launch : datapath_.plan(segment)) {
      const Bound b = datapath_.bound(launch);
      LaunchResult r;
      r.time = r.bound = b.time;
      r.bound_by = b.limited_by;
      r.executed_macs = macs_of(launch);
      add(launch, r, {}, segment.repeat);
      exchange(launch, part.exchanges, segment.repeat);
    }
    end_units(begin, segment.repeat);
  }
}

void Runner::end_units(TimeFs begin, std::int64_t count) {
  if (team_.pipeline == 1) return;
  const TimeFs each((result_.time - begin).value / count);
  units_.insert(units_.end(), static_cast<std::size_t>(count), each);
}

std::vector<TimeFs> Runner::take_units() { return std::exchange(units_, {}); }

void Runner::exchange(Launch launch, const std::map<std::string, Exchange>& exchanges,
                      std::int64_t times) {
  for (const Operator& op : launch) {
    const auto at = exchanges.find(op.name);
    if (at == exchanges.end()) continue;
    const auto [kind, bytes] = at->second;
    const bool is_reduce = kind == ExchangeKind::AllReduce;
    const ExchangeTime e = is_reduce ? team_.link->all_reduce(bytes, team_.tensor)
                                     : team_.link->all_gather(bytes, team_.tensor);
    LaunchResult r;
    r.time = e.time;
    r.unit = r.bound_by = "link";
    r.mapping = fmt::format("{}, {} ranks, {}", e.how, team_.tensor, format_bytes(bytes));
    OperatorResult& row =
        row_of(op.name + (is_reduce ? " all-reduce" : " all-gather"), "exchange", r);
    row.repeat += times;
    row.time += r.time * times;
    result_.time += r.time * times;
    result_.counts["link.exchanged_bytes"] += bytes.value * times;
    busy_ += r.time * times;
    result_.sustained_time += r.time * times;
    if (options_.tier == Tier::Bound || !meter_.is_given()) continue;
    // The least a rank sends, whatever the algorithm; a tree sends some more.
    const std::int64_t sent = bytes.value * (is_reduce ? 2 : 1) * (team_.tensor - 1) / team_.tensor;
    for (const std::vector<double>& parts_j :
         {meter_.price(Count{"link.sent_bytes", "byte", sent}), meter_.idle(r.time)}) {
      between_j_ += sum_j(parts_j) * static_cast<double>(times);
      charge(row, parts_j, times);
    }
  }
}

void Runner::run_launch(Launch launch) {
  if (is_interrupted()) throw Interrupted();
  ++result_.launches;
  if (options_.reuse == Reuse::No) {
    const LaunchResult r = datapath_.run(launch, Reuse::No);
    check(launch, r);
    add(launch, r, price(r), 1);
    return;
  }
  const std::string key = digest(launch) + "|" + datapath_.state();
  const auto known = known_.find(key);
  if (known != known_.end()) {
    ++result_.reused_launches;
    datapath_.set_state(known->second.state_after);
    add(launch, known->second.result, known->second.energy_j, 1);
    return;
  }
  const LaunchResult r = datapath_.run(launch, Reuse::Yes);
  check(launch, r);
  const std::vector<double> energy_j = price(r);
  add(launch, r, energy_j, 1);
  known_.emplace(key, Known{r, energy_j, datapath_.state()});
}

std::vector<double> Runner::price(const LaunchResult& r) {
  return meter_.is_given() ? meter_.price(r) : std::vector<double>();
}

void Runner::check(Launch launch, const LaunchResult& r) {
  const std::string& name = launch.front().name;
  note("time >= bound", r.time >= r.bound, name,
       fmt::format("{} against {}", format_time(r.time), format_time(r.bound)));
  if (meter_.is_given())
    note("time costs background only", meter_.is_time_background_only(r), name,
         "twice the time at equal work changes more than leakage and standing power");
  for (const Invariant& i : r.invariants) note(i.name, i.holds, name, i.detail);
}

void Runner::note(const std::string& name, bool holds, const std::string& operator_name,
                  const std::string& detail) {
  bool& all = result_.invariants.try_emplace(name, true).first->second;
  all = all && holds;
  if (!holds && broken_.empty())
    broken_ =
        fmt::format("invariant '{}' is broken in operator '{}': {}", name, operator_name, detail);
}

OperatorResult& Runner::row_of(const std::string& name, const std::string& op_class,
                               const LaunchResult& r) {
  const auto [at, is_new] = index_.try_emplace(name, result_.operators.size());
  if (is_new) {
    OperatorResult op;
    op.name = name;
    op.op_class = op_class;
    op.unit = r.unit;
    op.bound_by = r.bound_by;
    op.mapping = r.mapping;
    op.reason = r.reason;
    op.repeat = 0;
    if (r.clock) op.clock_hz = r.clock->value;
    if (r.sustained_clock) op.sustained_clock_hz = r.sustained_clock->value;
    result_.operators.push_back(op);
  }
  return result_.operators[at->second];
}

void Runner::add(Launch launch, const LaunchResult& r, const std::vector<double>& energy_j,
                 std::int64_t times) {
  OperatorResult& op = row_of(launch.front().name, to_string(launch.front().op_class), r);
  if (options_.tier != Tier::Bound) note_span(launch, r, energy_j);
  op.repeat += times;
  op.time += r.time * times;
  op.bound += r.bound * times;
  op.macs += macs_of(launch) * times;
  op.executed_macs += r.executed_macs * times;
  op.dram_read += r.dram_read * times;
  op.dram_write += r.dram_write * times;
  result_.time += r.time * times;
  if (options_.tier != Tier::Bound) note_bin(r, energy_j);
  result_.sustained_time += r.sustained_time.value_or(r.time) * times;
  busy_ += r.time * times;
  result_.bound += r.bound * times;
  result_.macs += macs_of(launch) * times;
  result_.executed_macs += r.executed_macs * times;
  result_.dram_read += r.dram_read * times;
  result_.dram_write += r.dram_write * times;
  if (counts_.size() < r.counts.size()) counts_.resize(r.counts.size());
  for (std::size_t i = 0; i < r.counts.size(); ++i) {
    if (counts_[i] == nullptr) counts_[i] = &result_.counts[r.counts[i].name];
    *counts_[i] += r.counts[i].value * times;
  }
  if (!energy_j.empty()) charge(op, energy_j, times);
}

}  // namespace fluxgate
