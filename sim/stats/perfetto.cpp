#include "sim/stats/perfetto.h"

#include <fmt/format.h>

#include <map>

#include "sim/stats/protobuf.h"

namespace fluxgate {
namespace {

namespace field {
constexpr std::uint32_t kPacket = 1;
constexpr std::uint32_t kTimestamp = 8, kSequence = 10, kEvent = 11, kTrack = 60;
constexpr std::uint32_t kUuid = 1, kName = 2, kParent = 5, kCounter = 8;
constexpr std::uint32_t kAnnotation = 4, kType = 9, kTrackUuid = 11, kEventName = 23;
constexpr std::uint32_t kDoubleValue = 44, kFlow = 47;
constexpr std::uint32_t kTextValue = 6, kAnnotationName = 10;
}  // namespace field

enum class Type : std::uint64_t { Begin = 1, End = 2, Instant = 3, Counter = 4 };
constexpr std::uint64_t kRoot = 1, kDram = 2, kUse = 3, kPower = 4, kLive = 5, kFirstUnit = 16;
constexpr std::int64_t kFsPerNs = 1'000'000, kFsPerPs = 1'000;

class Trace {
 public:
  explicit Trace(const RunResult& result)
      : result_(result), fs_a_tick_(seconds(result.time) < 1e-3 ? kFsPerPs : kFsPerNs) {
    std::vector<bool> is_read(result.spans.size());
    for (const Span& span : result.spans)
      for (const std::size_t input : span.inputs) is_read[input] = true;
    is_read_ = std::move(is_read);
  }

  std::string write() {
    track(kRoot, 0,
          fmt::format("{} on {} (1 ns shown = 1 {})", result_.workload, result_.arch,
                      fs_a_tick_ == kFsPerPs ? "ps" : "ns"),
          false);
    track(kDram, kRoot, "DRAM rate, B/s", true);
    if (peak() > 0) track(kUse, kRoot, "multipliers used, % of peak", true);
    if (result_.energy_j) track(kPower, kRoot, "power, W", true);
    if (result_.over_time) track(kLive, kRoot, "activations alive, bytes", true);
    for (std::size_t i = 0; i < result_.spans.size(); ++i) span(i);
    if (result_.over_time) counters(*result_.over_time);
    note_sampling();
    return trace_.bytes();
  }

 private:
  [[nodiscard]] double peak() const {
    const double use = result_.utilisation.value_or(0), time = seconds(result_.time);
    return use > 0 && time > 0 ? static_cast<double>(result_.executed_macs) / (use * time) : 0;
  }
  void track(std::uint64_t uuid, std::uint64_t parent, const std::string& name, bool is_counter) {
    ProtoWriter descriptor, packet;
    descriptor.integer(field::kUuid, uuid);
    descriptor.text(field::kName, name);
    if (parent != 0) descriptor.integer(field::kParent, parent);
    if (is_counter) descriptor.message(field::kCounter, ProtoWriter());
    packet.integer(field::kSequence, 1);
    packet.message(field::kTrack, descriptor);
    trace_.message(field::kPacket, packet);
  }
  std::uint64_t unit_track(const std::string& unit) {
    const auto [at, is_new] = units_.try_emplace(unit, kFirstUnit + units_.size());
    if (is_new) track(at->second, kRoot, unit.empty() ? "machine" : unit, false);
    return at->second;
  }
  void event(TimeFs at, Type type, std::uint64_t uuid, ProtoWriter rest = {}) {
    ProtoWriter packet;
    rest.integer(field::kType, static_cast<std::uint64_t>(type));
    rest.integer(field::kTrackUuid, uuid);
    packet.integer(field::kTimestamp, static_cast<std::uint64_t>(at.value / fs_a_tick_));
    packet.integer(field::kSequence, 1);
    packet.message(field::kEvent, rest);
    trace_.message(field::kPacket, packet);
  }
  void counter(TimeFs at, std::uint64_t uuid, double value) {
    ProtoWriter writer;
    writer.real(field::kDoubleValue, value);
    event(at, Type::Counter, uuid, std::move(writer));
  }
  static void annotate(ProtoWriter& event, const std::string& name, const std::string& value) {
    if (value.empty()) return;
    ProtoWriter annotation;
    annotation.text(field::kAnnotationName, name);
    annotation.text(field::kTextValue, value);
    event.message(field::kAnnotation, annotation);
  }
  /// A flow has the number of the span that made the tensor.
  void span(std::size_t index) {
    const Span& s = result_.spans[index];
    const OperatorResult& op = result_.operators.at(s.operator_index);
    const std::uint64_t uuid = unit_track(op.unit);
    ProtoWriter begin;
    begin.text(field::kEventName, op.name);
    annotate(begin, "bound by", op.bound_by);
    annotate(begin, "mapping", op.mapping);
    for (const std::size_t input : s.inputs) begin.fixed(field::kFlow, input + 1);
    if (is_read_[index]) begin.fixed(field::kFlow, index + 1);
    event(s.start, Type::Begin, uuid, std::move(begin));
    event(s.start + s.time, Type::End, uuid);
  }
  /// Of the whole run, also where launches are sampled: means of each bin of the timeline.
  void counters(const Timeline& timeline) {
    TimeFs begin{};
    for (const Timeline::Bin& bin : timeline.bins) {
      const double time = seconds(bin.end - begin);
      counter(begin, kDram, static_cast<double>(bin.dram.value) / time);
      if (peak() > 0)
        counter(begin, kUse, 100 * static_cast<double>(bin.executed_macs) / time / peak());
      if (result_.energy_j)
        counter(begin, kPower,
                bin.energy_time.value > 0 ? bin.energy_j / seconds(bin.energy_time) : 0);
      counter(begin, kLive, static_cast<double>(bin.activations.value));
      begin = bin.end;
    }
    counter(begin, kDram, 0);
    if (peak() > 0) counter(begin, kUse, 0);
    if (result_.energy_j) counter(begin, kPower, 0);
    counter(begin, kLive, 0);
  }
  void note_sampling() {
    if (result_.span_stride == 1) return;
    ProtoWriter note;
    note.text(field::kEventName,
              fmt::format("sampled: {} of {} launches shown, {} in a row of each {}; counters "
                          "cover all",
                          result_.spans.size(), result_.launches, kSpanBlock,
                          kSpanBlock * result_.span_stride));
    event(TimeFs(0), Type::Instant, kRoot, std::move(note));
  }

  const RunResult& result_;
  std::int64_t fs_a_tick_;
  std::vector<bool> is_read_;
  std::map<std::string, std::uint64_t> units_;
  ProtoWriter trace_;
};

}  // namespace

std::string to_perfetto(const RunResult& result) { return Trace(result).write(); }

}  // namespace fluxgate
