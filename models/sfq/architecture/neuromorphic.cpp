#include "models/sfq/architecture/neuromorphic.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "models/sfq/architecture/activity.h"

namespace fluxgate::sfq {
namespace {

double synaptic_operations(const LayerWork& w) {
  return static_cast<double>(w.groups) * static_cast<double>(w.vectors) *
         static_cast<double>(w.rows) * static_cast<double>(w.cols) * w.pulses;
}

/// Layers of a launch (one of a time-multiplexed machine).
std::vector<Launch> layers_of(Launch launch) {
  const std::vector<Operator> operators(launch.begin(), launch.end());
  std::vector<Launch> layers;
  for (std::size_t i = 0; i < launch.size();) {
    const std::size_t end = layer_end(operators, i);
    layers.push_back(launch.subspan(i, end - i));
    i = end;
  }
  return layers;
}

}  // namespace

Neuromorphic::Neuromorphic(const Description& description)
    : description_(description),
      technology_(description.technology),
      slot_(slot_time(library_, description)) {
  parts_ = machine_parts();
}

/// What is there before a network is known.
Parts Neuromorphic::machine_parts() const {
  const Description& d = description_;
  Parts parts;
  if (!is_spatial()) {
    const auto arrays = static_cast<double>(d.arrays);
    const auto columns = arrays * static_cast<double>(d.cols);
    const auto rows = static_cast<double>(d.rows);
    parts =
        array_parts(d, columns * rows * static_cast<double>(d.weight_bits), columns, arrays * rows);
  }
  add_parts(parts, memory_parts(d));
  return parts;
}

double Neuromorphic::junctions() const {
  double sum = 0;
  for (const MachinePart& part : parts_) sum += library_.junctions(part.bill);
  return sum;
}

void Neuromorphic::check(const Graph& graph) const {
  parts_ = machine_parts();
  for (const Segment& segment : graph.segments) {
    for (const Operator& op : segment.operators) check_operator(op, description_);
    if (is_spatial()) add_parts(parts_, segment_parts(segment));
  }
  if (description_.junction_limit > 0 && junctions() > description_.junction_limit)
    throw ModelError(
        fmt::format("sfq: {} needs {:.4g} Josephson junctions, limits.junctions allows {:.4g}",
                    graph.workload, junctions(), description_.junction_limit));
}

Parts Neuromorphic::segment_parts(const Segment& segment) const {
  Parts parts;
  const double copies = segment.shares_weights ? 1 : static_cast<double>(segment.repeat);
  for (const Launch layer : layers_of(segment.operators)) {
    const LayerWork w = layer_work(layer, description_);
    const double groups = static_cast<double>(w.groups) * copies;
    const auto rows = static_cast<double>(w.rows), cols = static_cast<double>(w.cols);
    const auto banks =
        static_cast<double>(ceil_div(std::max<std::int64_t>(w.rows, 1), description_.rows));
    add_parts(parts,
              array_parts(description_, groups * rows * cols * static_cast<double>(w.held_bits),
                          groups * cols * banks, groups * rows));
  }
  return parts;
}

std::vector<Launch> Neuromorphic::plan(const Segment& segment) {
  const Launch all(segment.operators);
  if (!is_spatial()) return layers_of(all);
  return {all};
}

Bound Neuromorphic::bound(Launch launch) const {
  const Description& d = description_;
  double slots = 0, outside_bits = 0;
  for (const Launch layer : layers_of(launch)) {
    const LayerWork w = layer_work(layer, d);
    const auto banks =
        static_cast<double>(w.groups * ceil_div(std::max<std::int64_t>(w.rows, 1), d.rows));
    if (w.is_from_outside)
      outside_bits += static_cast<double>(w.groups * w.vectors * w.rows * w.streamed_bits) /
                      static_cast<double>(w.window);
    if (w.groups == 0) continue;
    const double columns =
        is_spatial() ? static_cast<double>(w.cols) * banks : static_cast<double>(d.cols * d.arrays);
    const double own = synaptic_operations(w) / columns;
    slots = is_spatial() ? std::max(slots, own) : slots + own;
  }
  const double array_s = slots * seconds(slot_);
  const double io_s = outside_bits / (static_cast<double>(d.io_lines) * d.line_bits_per_s);
  return {TimeFs(static_cast<std::int64_t>(std::max(array_s, io_s) * kFsPerSecond)),
          array_s >= io_s ? "array" : "io"};
}

double Neuromorphic::link_slots_a_bit() const {
  if (description_.store != WeightStore::CryoCmos) return 0;
  return 1 / (8 * description_.link_rate.value * seconds(slot_));
}

bool Neuromorphic::is_spilled(Launch launch, const LayerWork& w) const {
  const Operator& first = launch.front();
  const std::int64_t in = first.inputs.at(0).elements * std::max<std::int64_t>(1, w.streamed_bits);
  return in + w.output_elements * w.output_bits > description_.spike_buffer.value * 8;
}

LaunchResult Neuromorphic::run(Launch launch, Reuse) {
  LaunchResult r = is_spatial() ? run_segment(launch) : run_layer(launch);
  double operations = 0;
  for (const Launch layer : layers_of(launch))
    operations += synaptic_operations(layer_work(layer, description_));
  r.executed_macs = std::llround(operations);
  r.bound = bound(launch).time;
  return r;
}

LaunchResult Neuromorphic::run_layer(Launch launch) {
  const Description& d = description_;
  if (!arrays_) arrays_ = std::make_unique<ArrayMachine>(d, slot_);
  const LayerWork w = layer_work(launch, d);
  const bool spills = is_spilled(launch, w);
  std::vector<Program> programs(static_cast<std::size_t>(d.arrays));
  LaunchResult r;
  r.mapping = "neurons only";
  if (w.groups > 0) {
    const Mapping mapping = map_layer(w, d, link_slots_a_bit());
    programs = make_programs(w, mapping, d, spills);
    r.mapping = mapping.text;
    r.reason = mapping.reason;
  }
  if (w.neuron_elements > 0) {
    Step step;
    step.slots = static_cast<double>(w.neuron_elements) / static_cast<double>(d.cols * d.arrays);
    for (Program& program : programs) program.steps.push_back(step);
  }
  const ArrayOutcome o = arrays_->run(programs, w);
  r.time = o.elapsed + pulse_latency(library_, d, d.rows, d.cols * d.weight_bits);
  r.unit = w.groups > 0 ? "array" : "neurons";
  r.bound_by = bound_by(o);
  r.dram_read = Bytes(std::llround(read_bits(programs, w, d) / 8));
  r.dram_write = Bytes(std::llround(written_bits(programs) / 8));
  r.invariants = array_invariants(o, programs);
  r.counts = array_counts(o, layer_activity(w, d, o));
  return r;
}

std::vector<Station> Neuromorphic::stations(Launch launch) const {
  const Description& d = description_;
  std::vector<Station> list;
  std::map<std::string, std::size_t> producer;
  for (const Launch layer : layers_of(launch)) {
    const LayerWork w = layer_work(layer, d);
    Station s;
    s.name = layer.front().name;
    const std::int64_t rows = std::min(std::max<std::int64_t>(w.rows, 1), d.rows);
    double slots = static_cast<double>(w.neuron_elements) / static_cast<double>(d.cols);
    if (w.groups > 0)
      slots += vector_slots(w, rows, w.rows > d.rows, true) * static_cast<double>(w.vectors);
    s.packet = TimeFs(std::llround(slots * static_cast<double>(slot_.value)) / kPackets);
    s.latency = pulse_latency(library_, d, rows, std::max<std::int64_t>(1, w.cols * w.held_bits));
    s.waits_for_all = w.groups > 0 && !w.is_held_weight;
    if (s.waits_for_all) s.prepare = w.cols * w.held_bits * slot_;
    std::set<std::size_t> sources;
    for (const Operator& op : layer)
      for (const Operand& in : op.inputs)
        if (const auto at = producer.find(in.tensor); at != producer.end())
          sources.insert(at->second);
    s.sources.assign(sources.begin(), sources.end());
    for (const Operator& op : layer) producer[op.outputs.at(0).tensor] = list.size();
    list.push_back(s);
  }
  return list;
}

LaunchResult Neuromorphic::run_segment(Launch launch) {
  if (!spatial_) spatial_ = std::make_unique<SpatialMachine>("layers");
  const std::vector<Station> list = stations(launch);
  const SpatialMachine::Outcome o = spatial_->run(list);
  std::size_t busiest = 0;
  for (std::size_t i = 0; i < list.size(); ++i)
    if (o.busy[i] > o.busy[busiest]) busiest = i;
  slowest_layer_ = std::max(slowest_layer_, o.busy[busiest]);
  LaunchResult r;
  r.time = o.elapsed;
  r.unit = "array";
  r.bound_by = 2 * o.busy[busiest].value > o.elapsed.value ? "array" : "latency";
  r.mapping = fmt::format("{} layers side by side, slowest {} ({})", list.size(),
                          list[busiest].name, format_time(o.busy[busiest]));
  ArrayActivity sum;
  for (const Launch layer : layers_of(launch))
    add(sum, spatial_activity(layer_work(layer, description_), description_));
  r.counts = activity_counts(sum);
  r.counts.push_back({"slowest_layer_fs", "fs", o.busy[busiest].value});
  r.invariants = {
      {"accounting", o.busy[busiest] <= o.elapsed, "a layer was busy for longer than the run"}};
  return r;
}

std::string Neuromorphic::explain(Launch launch) {
  std::string text;
  for (const Launch layer : layers_of(launch)) {
    const LayerWork w = layer_work(layer, description_);
    text += fmt::format("{}: ", layer.front().name);
    if (w.groups == 0) {
      text += fmt::format("neurons only, {} values\n", w.neuron_elements);
      continue;
    }
    const Mapping m = map_layer(w, description_, link_slots_a_bit());
    text += fmt::format("{}\nwhy: {}\n{:.4g} pulses a row and vector, slot {}, latency {}\n",
                        m.text, m.reason, w.pulses, format_time(slot_),
                        format_time(pulse_latency(library_, description_, description_.rows,
                                                  description_.cols * description_.weight_bits)));
  }
  return text;
}

double Neuromorphic::peak_macs_per_second(DType) const {
  if (is_spatial()) return 0;  // every layer has columns of its own
  return static_cast<double>(description_.cols * description_.arrays) / seconds(slot_);
}
std::optional<Bytes> Neuromorphic::memory_capacity() const {
  if (is_spatial()) return std::nullopt;
  return description_.store_capacity;
}

namespace {

[[maybe_unused]] const bool kRegistered =
    Datapaths::add("sfq", {"arrays of superconducting synapses and neurons for spiking networks",
                           [](Params& params) -> std::unique_ptr<Datapath> {
                             return std::make_unique<Neuromorphic>(read_architecture(params));
                           },
                           [](Params& params) { (void)read_architecture(params); }});

}  // namespace
}  // namespace fluxgate::sfq
