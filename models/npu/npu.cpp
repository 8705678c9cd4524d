#include "models/npu/npu.h"

#include <fmt/format.h>

#include <algorithm>

#include "models/npu/array_twin.h"
#include "models/npu/energy.h"
#include "sim/fabric/clock_domain.h"

namespace fluxgate::npu {
namespace {

bool is_contraction(const Operator& op) { return op.op_class == OpClass::Contraction; }

bool is_vector_class(const Operator& op) {
  return op.op_class == OpClass::Elementwise || op.op_class == OpClass::Reduction;
}

/// scores, softmax (with masks and scales), weighted sum.
bool is_attention(Launch launch) {
  if (launch.size() < 3 || !is_contraction(launch.front()) || !is_contraction(launch.back()))
    return false;
  return std::all_of(launch.begin() + 1, launch.end() - 1, is_vector_class);
}

/// Length of the launch that starts at `first`: attention, or an operator with its epilogue.
std::size_t launch_size(const std::vector<Operator>& ops, std::size_t first) {
  const std::string& fusion = ops[first].fusion;
  if (fusion.empty()) return 1;
  std::size_t end = first + 1;
  while (end < ops.size() && ops[end].fusion == fusion) ++end;
  const Launch all(ops.data() + first, end - first);
  if (is_contraction(ops[first])) {
    for (std::size_t size = all.size(); size >= 3; --size)
      if (is_attention(all.subspan(0, size))) return size;
    std::size_t size = 1;
    while (size < all.size() && all[size].op_class == OpClass::Elementwise) ++size;
    return size;
  }
  if (!is_vector_class(ops[first])) return 1;
  std::size_t size = 1;
  while (size < all.size() && is_vector_class(all[size])) ++size;
  return size;
}

}  // namespace

Npu::Npu(std::string name, const Description& description)
    : name_(std::move(name)),
      description_(description),
      timing_(description.array),
      residency_(description.shared_capacity) {}

void Npu::check(const Graph& graph) const {
  for (const Segment& segment : graph.segments) {
    for (const Operator& op : segment.operators) {
      const bool has_array = is_contraction(op) && description_.rate(op.inputs.at(0).dtype) > 0;
      if (has_array || description_.vector_lanes > 0) continue;
      const std::string why = is_contraction(op)
                                  ? fmt::format("in type {}", to_string(op.inputs[0].dtype))
                                  : "without a vector unit";
      throw ModelError(fmt::format("{}: no lowering for class {} {} (operator '{}')", name_,
                                   to_string(op.op_class), why, op.name));
    }
  }
}

std::vector<std::string> Npu::notices(const Graph& graph) const {
  std::int64_t elsewhere = 0, all = 0;
  std::string first;
  for (const Segment& segment : graph.segments)
    for (const Operator& op : segment.operators) {
      if (!is_contraction(op)) continue;
      const DType dtype = op.inputs.at(0).dtype;
      all += op.macs * segment.repeat;
      if (description_.rate(dtype) > 0) continue;
      elsewhere += op.macs * segment.repeat;
      if (first.empty()) first = to_string(dtype);
    }
  if (2 * elsewhere <= all) return {};
  std::string known;
  for (std::size_t i = 0; i < kDTypes && known.empty(); ++i)
    if (description_.array.rate[i] >= 1 && static_cast<DType>(i) != DType::Int4)
      known = to_string(static_cast<DType>(i));
  return {
      fmt::format("the array of {} has no rate for {}: {:.0f} % of the MACs run on the vector "
                  "unit{}",
                  name_, first, 100.0 * static_cast<double>(elsewhere) / static_cast<double>(all),
                  known.empty() ? "" : fmt::format("; try --set workload.dtype={}", known))};
}

std::vector<Launch> Npu::plan(const Segment& segment) {
  residency_.plan(segment);
  std::vector<Launch> launches;
  for (std::size_t i = 0; i < segment.operators.size();) {
    const std::size_t size = launch_size(segment.operators, i);
    launches.emplace_back(segment.operators.data() + i, size);
    i += size;
  }
  return launches;
}

Placement Npu::placement() const {
  return {[this](const Operand& operand) { return residency_.is_resident(operand.tensor); }};
}

Lowered Npu::lower(const Group& group, const Placement& placement) const {
  const Lowering lowering(description_, placement);
  const Operator& first = group.launch.front();
  if (is_attention(group.launch) && description_.rate(first.inputs.at(0).dtype) > 0)
    return lowering.attention(group);
  if (is_contraction(first)) return lowering.contraction(group);
  if (first.op_class == OpClass::Scan) return lowering.scan(group);
  return lowering.vector(group);
}

Bound Npu::bound(Launch launch) const {
  const Group group = view(launch);
  const ClockDomain clock(description_.clock);
  double array_cycles = 0;
  double vector_ops = 0;
  const auto lanes = static_cast<double>(std::max<std::int64_t>(1, description_.vector_lanes));
  const auto special = static_cast<double>(description_.special_lanes);
  for (const Operator& op : launch) {
    const VectorWork work = vector_work(op);
    const double on_lanes = work.ops / lanes + work.special / special;
    if (const auto* c = std::get_if<Contraction>(&op.shape)) {
      const double macs = static_cast<double>(c->batch * c->m * c->n) * static_cast<double>(c->k) *
                          std::min(c->density, 1.0);
      const double peak = peak_macs_per_second(op.inputs.at(0).dtype) / description_.clock.value /
                          static_cast<double>(description_.cores);
      // It runs on one unit, but those of one launch may run on both.
      array_cycles += macs / (launch.size() > 1 ? peak + lanes : peak);
    } else if (op.op_class != OpClass::Scan) {
      vector_ops += on_lanes;
    }
  }
  const auto cores = static_cast<double>(description_.cores);
  double dram_bytes = 0;
  for (const auto* list : {&group.loads, &group.stores})
    for (const Operand* operand : *list)
      if (description_.shared_capacity.value == 0 || operand->role != TensorRole::Activation)
        dram_bytes += static_cast<double>(operand->bytes().value);
  double dram_cycles = 0;
  if (!description_.memory.is_ideal) {
    const double peak = dram::peak_rate(*description_.memory.standard).value *
                        static_cast<double>(description_.memory.channels) *
                        description_.memory.tick_scale;
    dram_cycles = dram_bytes / peak * description_.clock.value;
  }
  const double cycles = std::max({array_cycles / cores, vector_ops / cores, dram_cycles});
  Bound bound;
  bound.time = clock.time(Cycles(static_cast<std::int64_t>(cycles)));
  bound.limited_by = cycles == dram_cycles            ? "dram"
                     : cycles == array_cycles / cores ? "array"
                                                      : "vector";
  return bound;
}

namespace {

std::string bound_by(const Outcome& o, const Description& d) {
  const auto elapsed = static_cast<double>(std::max<std::int64_t>(1, o.elapsed.value));
  std::array<double, kUnits> busy{};
  double port = 0;
  for (const CoreCounts& core : o.cores) {
    for (std::size_t u = 0; u < kUnits; ++u)
      busy[u] = std::max(busy[u], static_cast<double>(core.units[u].busy) / elapsed);
    port = std::max(port, static_cast<double>(core.loaded) / d.memory.port_rate.value *
                              d.clock.value / elapsed);
  }
  const double period = kFsPerSecond / d.clock.value;
  const double dram = static_cast<double>(o.memory.busy_fs) / period / elapsed;
  const std::array<std::pair<double, const char*>, 5> shares{{{busy[0], "array"},
                                                              {busy[1], "vector"},
                                                              {busy[2], "scan_unit"},
                                                              {dram, "dram"},
                                                              {port, "noc"}}};
  const auto most = std::max_element(shares.begin(), shares.end());
  return most->first < 0.5 ? "latency" : most->second;
}

/// The type that the array works in: of the launch's first contraction.
DType array_type(Launch launch) {
  for (const Operator& op : launch)
    if (op.op_class == OpClass::Contraction) return op.inputs.at(0).dtype;
  return launch.front().inputs.empty() ? DType::Bf16 : launch.front().inputs.front().dtype;
}

void add_macs(LaunchResult& r, const Outcome& o, DType type) {
  std::int64_t macs = 0;
  for (const CoreCounts& core : o.cores) macs += core.macs;
  for (std::size_t i = 0; i < kDTypes; ++i) {
    const auto each = static_cast<DType>(i);
    r.counts.push_back({"macs." + to_string(each), "mac", each == type ? macs : 0});
  }
}

void add_counts(LaunchResult& r, const Outcome& o) {
  constexpr std::array<const char*, kUnits> kNames{"array", "vector", "scan_unit"};
  for (std::size_t i = 0; i < o.cores.size(); ++i) {
    const CoreCounts& core = o.cores[i];
    for (std::size_t u = 0; u < kUnits; ++u) {
      const UnitCounts& c = core.units[u];
      const std::string path = fmt::format("core{}.{}.", i, kNames[u]);
      r.counts.push_back({path + "busy_cycles", "cycle", c.busy});
      r.counts.push_back({path + "stall_memory_cycles", "cycle", c.stall_memory});
      r.counts.push_back({path + "stall_output_cycles", "cycle", c.stall_output});
      r.counts.push_back({path + "stall_dependency_cycles", "cycle", c.stall_dependency});
      r.counts.push_back({path + "idle_cycles", "cycle", c.idle});
    }
    const std::string path = fmt::format("core{}.", i);
    r.counts.push_back({path + "macs", "mac", core.macs});
    r.counts.push_back({path + "vector_ops", "op", core.vector_ops});
    r.counts.push_back({path + "scratchpad_bytes", "byte", core.scratchpad_bytes});
    r.counts.push_back({path + "accumulator_bytes", "byte", core.accumulator_bytes});
    r.counts.push_back({path + "steps", "step", core.steps});
  }
  r.counts.push_back({"memory.read_bytes", "byte", o.memory.read_bytes});
  r.counts.push_back({"memory.write_bytes", "byte", o.memory.write_bytes});
  r.counts.push_back({"memory.shared_bytes", "byte", o.memory.shared_bytes});
  r.counts.push_back({"memory.busy_fs", "fs", o.memory.busy_fs});
  r.counts.push_back({"memory.activates", "activate", o.memory.activates});
}

}  // namespace

LaunchResult Npu::run(Launch launch, Reuse reuse) {
  if (!machine_) machine_ = std::make_unique<Machine>(description_);
  const Group group = view(launch);
  for (const Operand* out : group.stores) residency_.admit(*out);
  const Lowered lowered = lower(group, placement());
  const Outcome outcome = machine_->run(lowered.programs, reuse);
  for (const Operator& op : launch)
    for (const Operand& in : op.inputs) residency_.consume(in);
  const ClockDomain clock(description_.clock);
  constexpr std::array<const char*, kUnits> kNames{"array", "vector", "scan_unit"};
  LaunchResult r;
  r.time = clock.time(outcome.elapsed);
  r.bound = bound(launch).time;
  r.executed_macs = lowered.executed_macs;
  r.dram_read = Bytes(outcome.memory.read_bytes);
  r.dram_write = Bytes(outcome.memory.write_bytes);
  r.unit = kNames[static_cast<std::size_t>(lowered.unit)];
  r.bound_by = bound_by(outcome, description_);
  r.mapping = lowered.mapping;
  r.reason = lowered.reason;
  r.invariants = outcome.invariants;
  add_counts(r, outcome);
  add_macs(r, outcome, array_type(launch));
  return r;
}

bool Npu::use_rtl(const RtlOptions& options) {
  if (options.unit != "systolic") return false;
  description_.array_twin = std::make_shared<ArrayTwin>(description_, options.sample, options.seed);
  return true;
}

std::vector<UnitReport> Npu::finish_rtl() {
  if (!description_.array_twin) return {};
  return {description_.array_twin->finish()};
}

std::string Npu::explain(Launch launch) {
  const Group group = view(launch);
  const Placement where = placement();
  const Lowered lowered = lower(group, where);
  std::string text = fmt::format("{}: {}\n", launch.front().name, lowered.mapping);
  if (!lowered.reason.empty()) text += "why: " + lowered.reason + "\n";
  if (!is_attention(launch)) text += Lowering(description_, where).explain(group);
  return text;
}

EnergyModel Npu::energy_model() const {
  return description_.cold_technology.empty() ? npu::energy_model(description_)
                                              : cold_energy_model(description_);
}

double Npu::peak_macs_per_second(DType dtype) const {
  const ArrayDescription& a = description_.array;
  const double on_array = static_cast<double>(a.rows * a.cols * a.count) * description_.rate(dtype);
  const auto on_lanes = static_cast<double>(description_.vector_lanes);
  return std::max(on_array, on_lanes) * static_cast<double>(description_.cores) *
         description_.clock.value;
}

namespace {

[[maybe_unused]] const bool kRegistered =
    Datapaths::add("npu", {"cores of systolic array, vector unit and scratchpad on a NoC with DRAM",
                           [](Params& params) -> std::unique_ptr<Datapath> {
                             return std::make_unique<Npu>("npu", read_description(params));
                           },
                           [](Params& params) { (void)read_description(params); }});

}  // namespace
}  // namespace fluxgate::npu
