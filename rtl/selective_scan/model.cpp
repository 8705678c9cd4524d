#include "rtl/selective_scan/model.h"

namespace fluxgate::rtl {
namespace {

constexpr std::int64_t kLatency = 9;
constexpr std::size_t kChannels = kScanChannels, kStates = kScanStates;

}  // namespace

KernelStreams selective_scan_streams() {
  return {{{"p", {{"a", kScanChannels * kScanStates, 16, false}, {"d", kScanChannels, 16, true}}},
           {"x",
            {{"first", 1, 1, false},
             {"dt", kScanChannels, 16, false},
             {"data", kScanChannels, 16, true},
             {"b", kScanStates, 16, true},
             {"c", kScanStates, 16, true}}}},
          {{"y", {{"data", kScanChannels, 16, true}}}}};
}

SelectiveScanModel::SelectiveScanModel()
    : parameters_(selective_scan_streams().inputs[0].lanes()),
      step_(selective_scan_streams().inputs[1].lanes()),
      pipe_(kLatency) {
  reset();
}

void SelectiveScanModel::reset() {
  pipe_ = StallPipe(kLatency);
  channels_.assign(kChannels, SelectiveScanChannel(Beat(kStates), 0));
  is_parameter_valid_ = is_step_valid_ = is_out_ready_ = false;
  settle();
}

void SelectiveScanModel::drive_input(std::size_t stream, bool is_valid,
                                     std::span<const std::int64_t> beat) {
  (stream == kParameters ? is_parameter_valid_ : is_step_valid_) = is_valid;
  if (is_valid)
    std::copy(beat.begin(), beat.end(), (stream == kParameters ? parameters_ : step_).begin());
}

void SelectiveScanModel::drive_ready(std::size_t, bool is_ready) { is_out_ready_ = is_ready; }

void SelectiveScanModel::settle() {
  const bool is_moving = pipe_.is_moving(is_out_ready_), is_first = step_[0] != 0;
  is_step_ready_ = is_moving && (!is_first || is_parameter_valid_);
  is_parameter_ready_ = is_moving && is_step_valid_ && is_first;
}

bool SelectiveScanModel::input_ready(std::size_t stream) const {
  return stream == kParameters ? is_parameter_ready_ : is_step_ready_;
}
bool SelectiveScanModel::output_valid(std::size_t) const { return pipe_.is_offered(); }
void SelectiveScanModel::read_output(std::size_t, std::span<std::int64_t> beat) const {
  pipe_.read(beat);
}

void SelectiveScanModel::start_sequence() {
  const std::span<const std::int64_t> p(parameters_);
  for (std::size_t i = 0; i < kChannels; ++i)
    channels_[i] =
        SelectiveScanChannel(p.subspan(i * kStates, kStates), p[kChannels * kStates + i]);
}

Beat SelectiveScanModel::step() {
  if (step_[0] != 0) start_sequence();
  const auto fields = std::span<const std::int64_t>(step_).subspan(1);
  const auto b = fields.subspan(2 * kChannels, kStates);
  const auto c = fields.subspan(2 * kChannels + kStates, kStates);
  Beat y(kChannels);
  for (std::size_t i = 0; i < kChannels; ++i)
    y[i] = channels_[i].step(fields[i], fields[kChannels + i], b, c);
  return y;
}

void SelectiveScanModel::clock() {
  if (!pipe_.is_moving(is_out_ready_)) return;
  if (is_step_valid_ && is_step_ready_) pipe_.push(step());
  pipe_.step();
}

}  // namespace fluxgate::rtl
