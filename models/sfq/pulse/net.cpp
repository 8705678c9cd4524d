#include "models/sfq/pulse/net.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "sim/fabric/sc_time.h"

namespace fluxgate::sfq {
namespace {

constexpr double kFsPerPs = 1000;
constexpr std::int64_t kNever = INT64_MIN / 2;
constexpr std::size_t kMostStates = 127;
constexpr std::size_t kMostNotes = 100;

std::int32_t to_fs(double ps) { return static_cast<std::int32_t>(std::lround(ps * kFsPerPs)); }

}  // namespace

Violations parse_violations(const std::string& name) {
  if (name == "error") return Violations::Error;
  if (name == "warn") return Violations::Warn;
  if (name == "random") return Violations::Random;
  if (name == "lose") return Violations::Lose;
  throw UsageError(fmt::format("{}: unknown policy; known: error, warn, random, lose", name));
}

PulseNet::PulseNet(const sc_core::sc_module_name& name, const NetOptions& options)
    : sc_module(name), options_(options), random_(options.seed), next_pulse_("next_pulse") {
  SC_HAS_PROCESS(PulseNet);
  SC_METHOD(wake);
  sensitive << next_pulse_;
  dont_initialize();
}

void PulseNet::compile(Type& type) const {
  const Cell& cell = type.cell;
  type.inputs = static_cast<int>(cell.inputs.size());
  if (type.inputs > kMostInputs || cell.outputs.size() > kMostOutputs ||
      cell.states.size() > kMostStates)
    throw ModelError(fmt::format("cell {}: at most {} inputs, {} outputs and {} states", cell.id,
                                 kMostInputs, kMostOutputs, kMostStates));
  const auto inputs = static_cast<std::size_t>(type.inputs);
  type.rows.resize(cell.states.size() * inputs);
  for (const Transition& t : cell.transitions) {
    if (t.delay_ps.size() != t.outputs.size())
      throw ModelError(
          fmt::format("cell {}: its delays are not measured; run fluxgate "
                      "characterise {} --out FILE",
                      cell.id, cell.id));
    Row& row =
        type.rows[static_cast<std::size_t>(t.from) * inputs + static_cast<std::size_t>(t.input)];
    row.next = t.to;
    row.outputs = static_cast<std::int32_t>(t.outputs.size());
    for (std::size_t i = 0; i < t.outputs.size(); ++i) {
      row.output[i] = t.outputs[i];
      row.delay_fs[i] = to_fs(t.delay_ps[i]);
    }
    const auto input = static_cast<std::uint32_t>(t.input);
    if (std::find(type.priority_of.begin(), type.priority_of.end(), input) ==
        type.priority_of.end())
      type.priority_of.push_back(input);
  }
  type.rank_of.resize(inputs);
  for (std::size_t i = 0; i < type.priority_of.size(); ++i)
    type.rank_of[type.priority_of[i]] = static_cast<std::uint32_t>(i);
  type.least_fs.resize(type.rows.size() * inputs);
  for (const TimingWindow& w : cell.windows)
    type.least_fs[(static_cast<std::size_t>(w.state) * inputs + static_cast<std::size_t>(w.first)) *
                      inputs +
                  static_cast<std::size_t>(w.second)] = to_fs(w.least_ps);
  type.has_windows = !cell.windows.empty();
  type.jitter_fs = cell.jitter_ps * kFsPerPs;
}

PulseNet::CellIndex PulseNet::add_cell(const Cell& cell, const std::string& name) {
  auto found = std::find_if(types_.begin(), types_.end(),
                            [&](const auto& type) { return type->cell.id == cell.id; });
  if (found == types_.end()) {
    auto type = std::make_unique<Type>();
    type->cell = cell;
    compile(*type);
    found = types_.insert(types_.end(), std::move(type));
  }
  junctions_ += cell.junctions;
  return add_instance(static_cast<std::size_t>(found - types_.begin()), name);
}

PulseNet::CellIndex PulseNet::add_element(std::unique_ptr<PulseElement> element,
                                          const std::string& name) {
  auto type = std::make_unique<Type>();
  type->cell.id = name;
  type->cell.inputs = {{"a", ""}};
  type->cell.outputs = {{"q", ""}};
  type->inputs = 1;
  type->rank_of = type->priority_of = {0};
  type->element = std::move(element);
  types_.push_back(std::move(type));
  return add_instance(types_.size() - 1, name);
}

PulseNet::CellIndex PulseNet::add_instance(std::size_t type, const std::string& name) {
  if (type > std::numeric_limits<std::uint16_t>::max())
    throw ModelError(fmt::format("{}: at most {} kinds of cells and elements in one net", name,
                                 std::numeric_limits<std::uint16_t>::max()));
  Instance instance;
  instance.type = static_cast<std::uint16_t>(type);
  std::fill(std::begin(instance.last_fs), std::end(instance.last_fs), kNever);
  std::fill(std::begin(instance.last_state), std::end(instance.last_state), 0);
  instances_.push_back(instance);
  names_.push_back(name);
  driven_.push_back(0);
  return static_cast<CellIndex>(instances_.size() - 1);
}

PulseNet::Sink& PulseNet::sink(End output) { return instances_[output.cell].sinks[output.pin]; }

void PulseNet::connect(End from, End to, TimeFs wire) {
  Sink& out = sink(from);
  const Cell& source = types_[instances_[from.cell].type]->cell;
  const Cell& target = types_[instances_[to.cell].type]->cell;
  if (out.rank >= 0)
    throw ConfigError(
        fmt::format("{}.{}: already drives {}; a second sink needs a splitter", names_[from.cell],
                    source.outputs[static_cast<std::size_t>(from.pin)].name, names_[out.cell]));
  const auto bit = static_cast<std::uint8_t>(1U << static_cast<unsigned>(to.pin));
  if ((driven_[to.cell] & bit) != 0)
    throw ConfigError(fmt::format("{}.{}: already has a driver; a second one needs a merger",
                                  names_[to.cell],
                                  target.inputs[static_cast<std::size_t>(to.pin)].name));
  driven_[to.cell] = static_cast<std::uint8_t>(driven_[to.cell] | bit);
  out.cell = to.cell;
  out.rank = static_cast<std::int8_t>(
      types_[instances_[to.cell].type]->rank_of[static_cast<std::size_t>(to.pin)]);
  out.wire_fs = static_cast<std::int32_t>(wire.value);
}

void PulseNet::inject(End input, TimeFs at) {
  const Type& type = *types_[instances_[input.cell].type];
  queue_.push({at.value, input.cell, type.rank_of[static_cast<std::size_t>(input.pin)]});
}

void PulseNet::watch(End output) {
  sink(output).watch = static_cast<std::int32_t>(seen_.size());
  seen_.emplace_back();
}

const std::vector<TimeFs>& PulseNet::seen(End output) const {
  const std::int32_t index = instances_[output.cell].sinks[output.pin].watch;
  FG_CHECK(index >= 0);
  return seen_[static_cast<std::size_t>(index)];
}

bool PulseNet::is_kept(Instance& cell, Type& type, const Pulse& pulse) {
  const auto inputs = static_cast<std::size_t>(type.inputs);
  for (std::size_t first = 0; first < inputs; ++first) {
    const std::int64_t apart = pulse.time_fs - cell.last_fs[first];
    const auto state = static_cast<std::size_t>(int{cell.last_state[first]});
    const std::int32_t least = type.least_fs[(state * inputs + first) * inputs + pulse.input];
    if (apart >= least) continue;
    ++violation_count_;
    const std::string what = fmt::format(
        "{} ({}): pulse on {} at {:.3f} ps comes {:.3f} ps after {} at {:.3f} ps in state '{}'; at "
        "least {:.3f} ps are needed",
        names_[pulse.cell], type.cell.id, type.cell.inputs[pulse.input].name,
        static_cast<double>(pulse.time_fs) / kFsPerPs, static_cast<double>(apart) / kFsPerPs,
        type.cell.inputs[first].name, static_cast<double>(cell.last_fs[first]) / kFsPerPs,
        type.cell.states[state], least / kFsPerPs);
    switch (options_.violations) {
      case Violations::Error:
        throw ModelError(what);
      case Violations::Warn:
        if (notes_.size() < kMostNotes) notes_.push_back(what);
        break;
      case Violations::Random:
        return (random_() >> 63U) != 0;
      case Violations::Lose:
        return false;
    }
  }
  return true;
}

void PulseNet::handle(const Pulse& ranked) {
  ++events_;
  Instance& cell = instances_[ranked.cell];
  Type& type = *types_[cell.type];
  if (type.element) {
    ++type.operations;
    if (const auto leaves = type.element->arrive(TimeFs(ranked.time_fs)))
      leave(cell.sinks[0], leaves->value);
    return;
  }
  const Pulse pulse{ranked.time_fs, ranked.cell, type.priority_of[ranked.input]};
  if (type.has_windows && !is_kept(cell, type, pulse)) return;
  const Row& row = type.rows[static_cast<std::size_t>(int{cell.state} * type.inputs) + pulse.input];
  if (row.next == kUnlisted)
    throw ModelError(fmt::format("{} ({}): no row for a pulse on {} in state '{}' at {:.3f} ps",
                                 names_[pulse.cell], type.cell.id,
                                 type.cell.inputs[pulse.input].name,
                                 type.cell.states[static_cast<std::size_t>(cell.state)],
                                 static_cast<double>(pulse.time_fs) / kFsPerPs));
  cell.last_fs[pulse.input] = pulse.time_fs;
  cell.last_state[pulse.input] = cell.state;
  cell.state = static_cast<std::int8_t>(row.next);
  type.operations += row.outputs > 0 ? 1 : 0;
  for (int i = 0; i < row.outputs; ++i) {
    std::int64_t delay = row.delay_fs[i];
    if (options_.has_jitter) {
      std::normal_distribution<double> gauss(0, type.jitter_fs);
      delay = std::max<std::int64_t>(1, delay + std::llround(gauss(random_)));
    }
    leave(cell.sinks[row.output[i]], pulse.time_fs + delay);
  }
}

void PulseNet::leave(const Sink& out, std::int64_t at_fs) {
  if (out.watch >= 0) seen_[static_cast<std::size_t>(out.watch)].emplace_back(at_fs);
  if (out.rank < 0) return;
  queue_.push({at_fs + out.wire_fs, out.cell, static_cast<std::uint32_t>(out.rank)});
}

void PulseNet::schedule() {
  if (!queue_.empty() && queue_.front().time_fs <= until_fs_)
    notify_at(next_pulse_, TimeFs(queue_.front().time_fs));
}

void PulseNet::wake() {
  const std::int64_t now_fs = now().value;
  try {
    while (!queue_.empty() && queue_.front().time_fs == now_fs) {
      const Pulse pulse = queue_.front();
      queue_.pop();
      handle(pulse);
    }
    schedule();
  } catch (...) {
    failure_ = std::current_exception();  // SystemC would turn it into a report
    sc_core::sc_pause();
  }
}

void PulseNet::run(TimeFs until) {
  until_fs_ = until.value;
  schedule();
  sc_core::sc_start();
  if (failure_) std::rethrow_exception(std::exchange(failure_, nullptr));
}

std::map<std::string, std::int64_t> PulseNet::cells_by_type() const {
  std::map<std::string, std::int64_t> counts;
  for (const Instance& i : instances_) ++counts[types_[i.type]->cell.id];
  return counts;
}

double PulseNet::bias_ua() const {
  double sum = 0;
  for (const Instance& i : instances_) sum += types_[i.type]->cell.bias_ua;
  return sum;
}

double PulseNet::bias_work_aj() const {
  double work = 0;
  for (const auto& type : types_)
    work += static_cast<double>(type->operations) * type->cell.energy_aj;
  return work;
}

}  // namespace fluxgate::sfq
