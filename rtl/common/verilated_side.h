/// One side of a cross-check that is Verilated RTL. An adapter derives from VerilatedSide<Top> and
/// names its streams in the order of its KernelStreams:
///
///   #include FG_HEADER
///   class Rtl final : public VerilatedSide<FG_TOP> {
///    public:
///     Rtl() {
///       input(top().a_valid_i, top().a_ready_o, {port(top().a_data_i, {"data", 16, 8, true})});
///       output(top().c_valid_o, top().c_ready_i, {port(top().c_data_o, {"data", 16, 32, true})});
///     }
///   };
///
/// FG_HEADER and FG_TOP come from CMake: the kernel, one of its mutants, or a user's block
/// (docs/cosim.md). A block whose clock and reset are not clk_i and rst_ni names them with
/// clock_and_reset(). Never include SystemC beside this header.
#pragma once
#include <cstring>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "sim/contract/kernel.h"
#include "verilated.h"
#include "verilated_fst_c.h"

namespace fluxgate {

/// A packed port: little-endian words of Verilator (CData to QData, VlWide), lane 0 lowest.
struct PackedPort {
  void* at = nullptr;
  std::size_t bytes = 0;
  Field field;

  void write(std::span<const std::int64_t> lanes) const;
  void read(std::span<std::int64_t> lanes) const;
};

template <class Port>
[[nodiscard]] PackedPort port(Port& port, const Field& field) {
  return {&port, sizeof(Port), field};
}

/// Throws MismatchError when an assertion of any Verilated side has failed since the last call.
void throw_if_stopped();

/// What the wave file needs of a Verilated side, whatever its top.
class Traceable {
 public:
  virtual ~Traceable() = default;
  virtual void trace_into(VerilatedFstC& file) = 0;
};

/// Waves of both sides: RTL with all its signals, the model with its streams under "model".
[[nodiscard]] std::unique_ptr<WaveFile> open_fst(const std::string& path,
                                                 const KernelStreams& streams, Side& model,
                                                 Side& rtl);

enum class ResetLevel { ActiveLow, ActiveHigh };

template <class Top>
class VerilatedSide : public Side, public Traceable {
 public:
  VerilatedSide() : context_(std::make_unique<VerilatedContext>()) {
    context_->threads(1);
    context_->traceEverOn(true);
    top_ = std::make_unique<Top>(context_.get(), "rtl");
    if constexpr (requires(Top& t) {
                    t.clk_i;
                    t.rst_ni;
                  })
      clock_and_reset(&top_->clk_i, &top_->rst_ni, ResetLevel::ActiveLow);
  }
  ~VerilatedSide() override {
    // A model erases its scopes from the context that ran last in this thread: make that its own.
    Verilated::threadContextp(context_.get());
    top_->final();
  }

  void reset() override {
    for (In& in : inputs_) *in.valid = 0;
    for (Out& out : outputs_) *out.ready = 0;
    if (clock_ != nullptr) *clock_ = 0;
    if (reset_ != nullptr) *reset_ = reset_level_ == ResetLevel::ActiveLow ? 0 : 1;
    top_->eval();
    for (int cycle = 0; cycle < reset_cycles_; ++cycle) clock_edge();
    if (reset_ != nullptr) *reset_ = reset_level_ == ResetLevel::ActiveLow ? 1 : 0;
    top_->eval();
  }
  void drive_input(std::size_t stream, bool is_valid, std::span<const std::int64_t> beat) override {
    In& in = inputs_[stream];
    *in.valid = is_valid ? 1 : 0;
    if (is_valid) write(in.ports, beat);
  }
  void drive_ready(std::size_t stream, bool is_ready) override {
    *outputs_[stream].ready = is_ready ? 1 : 0;
  }
  void settle() override {
    top_->eval();
    throw_if_stopped();
  }
  [[nodiscard]] bool input_ready(std::size_t stream) const override {
    return *inputs_[stream].ready != 0;
  }
  [[nodiscard]] bool output_valid(std::size_t stream) const override {
    return *outputs_[stream].valid != 0;
  }
  void read_output(std::size_t stream, std::span<std::int64_t> beat) const override {
    read(outputs_[stream].ports, beat);
  }
  void clock() override {
    clock_edge();
    throw_if_stopped();
  }
  void trace_into(VerilatedFstC& file) override { top_->trace(&file, 99); }

 protected:
  [[nodiscard]] Top& top() { return *top_; }
  /// Either may be null: a block without one. Without a reset it must clear itself.
  void clock_and_reset(CData* clock, CData* reset, ResetLevel level) {
    clock_ = clock;
    reset_ = reset;
    reset_level_ = level;
  }
  /// Clock edges with reset active, where one is not enough.
  void reset_cycles(int cycles) { reset_cycles_ = cycles; }
  void clock_edge() {
    if (clock_ != nullptr) {
      *clock_ = 1;
      top_->eval();
      *clock_ = 0;
    }
    top_->eval();
    context_->timeInc(1);
  }
  static void write(const std::vector<PackedPort>& ports, std::span<const std::int64_t> beat) {
    std::size_t at = 0;
    for (const PackedPort& p : ports) {
      const auto lanes = static_cast<std::size_t>(p.field.lanes);
      p.write(beat.subspan(at, lanes));
      at += lanes;
    }
  }
  static void read(const std::vector<PackedPort>& ports, std::span<std::int64_t> beat) {
    std::size_t at = 0;
    for (const PackedPort& p : ports) {
      const auto lanes = static_cast<std::size_t>(p.field.lanes);
      p.read(beat.subspan(at, lanes));
      at += lanes;
    }
  }
  void input(CData& valid, CData& ready, std::vector<PackedPort> ports) {
    inputs_.push_back({&valid, &ready, std::move(ports)});
  }
  void output(CData& valid, CData& ready, std::vector<PackedPort> ports) {
    outputs_.push_back({&valid, &ready, std::move(ports)});
  }

 private:
  struct In {
    CData *valid, *ready;
    std::vector<PackedPort> ports;
  };
  using Out = In;

  std::unique_ptr<VerilatedContext> context_;
  std::unique_ptr<Top> top_;
  CData *clock_ = nullptr, *reset_ = nullptr;
  ResetLevel reset_level_ = ResetLevel::ActiveLow;
  int reset_cycles_ = 1;
  std::vector<In> inputs_;
  std::vector<Out> outputs_;
};

#ifdef FG_PART_ENTRY
/// Of the program that loads the part; the name carries a digest (cmake/part_entry.cmake).
extern "C" bool FG_PART_ENTRY(const std::string& id, KernelKind& kind);
#endif

/// Last line of an adapter: registers the kernel, or, in the build of a mutant, the mutant.
/// `kind` lacks make_rtl and open_waves; both are filled in here.
template <class Rtl>
[[nodiscard]] bool add_kernel(const std::string& id, [[maybe_unused]] KernelKind kind) {
  const auto make = [] { return std::unique_ptr<Side>(std::make_unique<Rtl>()); };
#ifdef FG_MUTANT
  return Mutants::add(id + "/" FG_MUTANT, make);
#else
  kind.make_rtl = make;
  kind.open_waves = [streams = kind.streams](const std::string& path, Side& model, Side& rtl) {
    return open_fst(path, streams, model, rtl);
  };
#ifdef FG_PART_ENTRY
  return FG_PART_ENTRY(id, kind);
#else
  return Kernels::add(id, std::move(kind));
#endif
#endif
}

}  // namespace fluxgate
