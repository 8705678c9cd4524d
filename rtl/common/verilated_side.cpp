#include "rtl/common/verilated_side.h"

#include <fmt/format.h>

#include <fstream>
#include <utility>

#include "sim/core/errors.h"

namespace {

/// Verilator calls vl_stop with its locks held: what happened is kept and thrown after the call.
thread_local std::string stop_message;

}  // namespace

/// $stop, $error and failed assertions end the check; Verilator has printed which one.
void vl_stop(const char* file, int line, const char* /*scope*/) {
  if (stop_message.empty())
    stop_message =
        fmt::format("{}:{}: an assertion of the RTL failed (its message is above)", file, line);
}

namespace fluxgate {

void throw_if_stopped() {
  if (!stop_message.empty()) throw MismatchError(std::exchange(stop_message, std::string()));
}

namespace {

std::uint64_t mask_of(int bits) { return bits >= 64 ? ~std::uint64_t{0} : (1ULL << bits) - 1; }

std::int64_t extend(std::uint64_t value, const Field& field) {
  if (!field.is_signed || field.bits >= 64) return static_cast<std::int64_t>(value);
  const int shift = 64 - field.bits;
  return static_cast<std::int64_t>(value << shift) >> shift;
}

}  // namespace

void PackedPort::write(std::span<const std::int64_t> lanes) const {
  auto* bytes_at = static_cast<unsigned char*>(at);
  std::memset(bytes_at, 0, bytes);
  const auto bits = static_cast<std::size_t>(field.bits);
  for (std::size_t i = 0; i < lanes.size(); ++i) {
    std::uint64_t value = static_cast<std::uint64_t>(lanes[i]) & mask_of(field.bits);
    // At most 64 + 7 bits: byte by byte from the lane's first bit.
    for (std::size_t bit = i * bits, left = bits; left > 0;) {
      const std::size_t offset = bit % 8;
      const std::size_t taken = std::min(8 - offset, left);
      bytes_at[bit / 8] = static_cast<unsigned char>(
          bytes_at[bit / 8] | (value & mask_of(static_cast<int>(taken))) << offset);
      value >>= taken;
      bit += taken;
      left -= taken;
    }
  }
}

void PackedPort::read(std::span<std::int64_t> lanes) const {
  const auto* bytes_at = static_cast<const unsigned char*>(at);
  const auto bits = static_cast<std::size_t>(field.bits);
  for (std::size_t i = 0; i < lanes.size(); ++i) {
    std::uint64_t value = 0;
    for (std::size_t bit = i * bits, got = 0; got < bits;) {
      const std::size_t offset = bit % 8;
      const std::size_t taken = std::min(8 - offset, bits - got);
      const std::uint64_t part = (bytes_at[bit / 8] >> offset) & mask_of(static_cast<int>(taken));
      value |= part << got;
      bit += taken;
      got += taken;
    }
    lanes[i] = extend(value, field);
  }
}

namespace {

/// Signals of the model's streams, sampled when the cycle is dumped.
class FstFile final : public WaveFile {
 public:
  FstFile(const std::string& path, const KernelStreams& streams, Side& model, Side& rtl)
      : streams_(streams), model_(model) {
    if (!std::ofstream(path))
      throw ConfigError(Where{path, 0, 0},
                        "cannot write the wave file; check folder and permissions");
    auto* traceable = dynamic_cast<Traceable*>(&rtl);
    FG_CHECK(traceable != nullptr);
    traceable->trace_into(file_);
    file_.spTrace()->addInitCb(&FstFile::declare, this);
    file_.spTrace()->addFullCb(&FstFile::dump_full, this);
    file_.spTrace()->addChgCb(&FstFile::dump_full, this);
    file_.open(path.c_str());
  }
  ~FstFile() override { file_.close(); }
  FstFile(const FstFile&) = delete;
  FstFile& operator=(const FstFile&) = delete;
  void dump(std::int64_t cycle) override { file_.dump(static_cast<std::uint64_t>(cycle)); }

 private:
  static void declare(void* self, VerilatedFst* trace, std::uint32_t first) {
    auto& me = *static_cast<FstFile*>(self);
    std::uint32_t code = me.code_ = first;
    for (const StreamSpec& s : me.streams_.inputs)
      trace->declBit(code++, fmt::format("model {}_ready", s.name).c_str(), -1, FST_VD_IMPLICIT,
                     FST_VT_VCD_WIRE, false, -1);
    for (const StreamSpec& s : me.streams_.outputs) {
      trace->declBit(code++, fmt::format("model {}_valid", s.name).c_str(), -1, FST_VD_IMPLICIT,
                     FST_VT_VCD_WIRE, false, -1);
      for (std::size_t lane = 0; lane < s.lanes(); ++lane, code += 2)
        trace->declQuad(code, fmt::format("model {}", s.lane_name(lane)).c_str(), -1,
                        FST_VD_IMPLICIT, FST_VT_VCD_WIRE, false, -1, 63, 0);
    }
  }
  static void dump_full(void* self, VerilatedFst::Buffer* buffer) {
    auto& me = *static_cast<FstFile*>(self);
    me.sample(buffer);
  }
  void sample(VerilatedFst::Buffer* buffer) {
    std::uint32_t* old = buffer->oldp(code_);
    for (std::size_t i = 0; i < streams_.inputs.size(); ++i)
      buffer->fullBit(old++, model_.input_ready(i) ? 1 : 0);
    Beat beat;
    for (std::size_t o = 0; o < streams_.outputs.size(); ++o) {
      const bool is_valid = model_.output_valid(o);
      buffer->fullBit(old++, is_valid ? 1 : 0);
      beat.assign(streams_.outputs[o].lanes(), 0);
      if (is_valid) model_.read_output(o, beat);
      for (const std::int64_t lane : beat) {
        buffer->fullQData(old, static_cast<QData>(lane), 64);
        old += 2;
      }
    }
  }

  KernelStreams streams_;
  Side& model_;
  VerilatedFstC file_;
  std::uint32_t code_ = 0;
};

}  // namespace

std::unique_ptr<WaveFile> open_fst(const std::string& path, const KernelStreams& streams,
                                   Side& model, Side& rtl) {
  return std::make_unique<FstFile>(path, streams, model, rtl);
}

}  // namespace fluxgate
