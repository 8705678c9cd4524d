/// Kernel online_softmax, 8 lanes, rows up to 512 columns: fg_online_softmax beside its model.
#include FG_HEADER

#include "rtl/common/row_lengths.h"
#include "rtl/common/verilated_side.h"
#include "rtl/online_softmax/model.h"

namespace fluxgate::rtl {
namespace {

class Rtl final : public VerilatedSide<FG_TOP> {
 public:
  Rtl() {
    const KernelStreams s = online_softmax_streams();
    input(
        top().x_valid_i, top().x_ready_o,
        {port(top().x_last_i, s.inputs[0].fields[0]), port(top().x_data_i, s.inputs[0].fields[1])});
    output(top().p_valid_o, top().p_ready_i,
           {port(top().p_last_o, s.outputs[0].fields[0]),
            port(top().p_data_o, s.outputs[0].fields[1])});
  }
};

/// Rows of one beat, the longest, one too long (it is cut); extremes, no scores at all, a maximum
/// that rises in every beat; then random scores in ranges of 2^4 to 2^16, some masked.
class Rows final : public Stimulus {
 public:
  explicit Rows(std::uint64_t seed)
      : random_(seed), lengths_(seed + 1, {1, 1, 2, 64, 65, 3, 8}, 12, 64) {}
  void fill(std::size_t, std::int64_t, std::span<std::int64_t> beat) override {
    lengths_.step();
    beat[0] = lengths_.is_last() ? 1 : 0;
    if (lengths_.is_first()) start_row();
    level_ += step_;
    for (std::int64_t& score : beat.subspan(1)) {
      score = std::clamp<std::int64_t>(level_ + random_.signed_value(width_), -32768, 32767);
      if (masked_of_8_ > random_.below(8)) score = kNoScore;
    }
  }

 private:
  void start_row() {
    step_ = random_.below(4) == 0 ? random_.below(600) : 0;
    width_ = static_cast<int>(4 + random_.below(13));
    level_ = random_.signed_value(14);
    masked_of_8_ = std::max<std::int64_t>(0, random_.below(9) - 5);
    switch (lengths_.row()) {
      case 0:  // no score in the row
        masked_of_8_ = 8;
        break;
      case 1:  // the largest, 8 times
        masked_of_8_ = step_ = 0;
        level_ = 40000;
        break;
      case 3:  // the maximum rises 64 times
        level_ = -32000;
        step_ = 900;
        break;
      default:
        break;
    }
  }
  RandomBeats random_;
  RowLengths lengths_;
  std::int64_t level_ = 0, step_ = 0, masked_of_8_ = 0;
  int width_ = 8;
};

[[maybe_unused]] const bool kRegistered = add_kernel<Rtl>(
    "online_softmax",
    {.summary = "online softmax, 8 columns a beat, 16-bit scores to 16-bit probabilities",
     .timing = "a beat a cycle; first result 22 cycles after the last score of the row; rows of T "
               "beats max(T, 2 T - 48) cycles apart",
     .streams = online_softmax_streams(),
     .make_model =
         [] {
           return std::make_unique<OnlineSoftmaxModel>(online_softmax_streams(), kSoftmaxTiming);
         },
     .make_stimulus = [](std::uint64_t seed) { return std::make_unique<Rows>(seed); }});

}  // namespace
}  // namespace fluxgate::rtl
