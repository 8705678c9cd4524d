/// Fused attention (scores, softmax, weighted sum) with online softmax: the scores never leave the
/// core. For each block of tq queries: load them, then for each block of tk keys: load keys and
/// values, array for tq x tk x d, vector for the softmax operations of tq x tk scores plus 2
/// rescaling operations an output, array for tq x dv x tk; the result is stored after the last
/// block. Masked scores: a query block visits the key blocks that its mask touches. density >= 1/2
/// is read as a causal ramp (first row sees 2 density - 1 of the keys, last row all), less as a
/// moving band of that width.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "models/npu/array_twin.h"
#include "models/npu/lowering.h"

namespace fluxgate::npu {
namespace {

double volume(std::int64_t a, std::int64_t b, std::int64_t c) {
  return static_cast<double>(a) * static_cast<double>(b) * static_cast<double>(c);
}

struct Attention {
  Contraction scores, context;
  VectorWork softmax;  // a score
  DType dtype = DType::Bf16;
  Traffic q, k, v, out;  // bytes a batch item and element of [m,d], [d,n], [n,dv], [m,dv]
};

Traffic spread(const Operand& operand, double elements, const Placement& placement) {
  const double each = static_cast<double>(operand.bytes().value) / elements;
  return placement.is_shared(operand) ? Traffic{0, each} : Traffic{each, 0};
}

Attention describe_attention(const Group& group, const Placement& placement) {
  Attention a;
  const Operator& first = group.launch.front();
  a.scores = std::get<Contraction>(first.shape);
  a.dtype = first.inputs.at(0).dtype;
  const double results = volume(a.scores.batch, a.scores.m, a.scores.n);
  const Operator* context = nullptr;
  for (std::size_t i = 1; i < group.launch.size(); ++i) {
    const Operator& op = group.launch[i];
    if (std::holds_alternative<Contraction>(op.shape)) {
      context = &op;
      a.context = std::get<Contraction>(op.shape);
      continue;
    }
    const VectorWork work = vector_work(op);
    a.softmax.ops += work.ops / results;
    a.softmax.special += work.special / results;
  }
  FG_CHECK(context != nullptr);
  a.q = spread(first.inputs[0], volume(a.scores.batch, a.scores.m, a.scores.k), placement);
  a.k = spread(first.inputs.at(1), volume(a.scores.batch, a.scores.n, a.scores.k), placement);
  a.v = spread(context->inputs.at(1), volume(a.context.batch, a.context.k, a.context.n), placement);
  a.out =
      spread(context->outputs.at(0), volume(a.context.batch, a.context.m, a.context.n), placement);
  return a;
}

struct Blocks {
  std::int64_t tq = 1, tk = 1, group = 1;
};

class AttentionBuilder {
 public:
  AttentionBuilder(const Description& d, const Attention& a) : d_(d), timing_(d.array), a_(a) {}

  [[nodiscard]] double scratchpad(const Blocks& b) const {
    const auto width = static_cast<double>(bits(a_.dtype)) / 8;
    const double queries = volume(b.group, b.tq, a_.scores.k) * a_.q.total();
    const double keys = volume(b.group, b.tk, a_.scores.k) * a_.k.total();
    const double values = volume(b.group, b.tk, a_.context.n) * a_.v.total();
    return 2 * queries + 2 * (keys + values) + 2 * volume(b.group, b.tq, b.tk) * width;
  }
  [[nodiscard]] bool fits(const Blocks& b) const {
    return d_.memory.is_ideal ||
           (scratchpad(b) <= static_cast<double>(d_.scratchpad.value) &&
            volume(b.group, b.tq, a_.context.n) * static_cast<double>(d_.accumulator_bits) / 4 <=
                static_cast<double>(d_.accumulator.value));
  }
  [[nodiscard]] double cycles(const Blocks& b) const {
    const Step s = step(b, b.tq, b.tk, true, false);
    double array = 0;
    double vector = 0;
    for (std::size_t i = 0; i < s.stage_count; ++i)
      (s.stages[i].unit == Unit::Array ? array : vector) +=
          static_cast<double>(s.stages[i].issue.value);
    const double steps =
        static_cast<double>(ceil_div(a_.scores.batch, b.group) * ceil_div(a_.scores.m, b.tq) *
                            ceil_div(a_.scores.n, b.tk));
    return steps * std::max(array, vector);
  }

  /// Keys that the rows up to `last_row` (and, for a band, from `first_row` on) see.
  [[nodiscard]] std::int64_t visible_keys(std::int64_t first_row, std::int64_t last_row) const {
    const double density = a_.scores.density;
    const auto rows = static_cast<double>(a_.scores.m);
    const double ramp_start = 2 * density - 1;
    const double share = density >= 0.5
                             ? ramp_start + (1 - ramp_start) * static_cast<double>(last_row) / rows
                             : density + static_cast<double>(last_row - first_row) / rows;
    const double keys = std::ceil(std::min(1.0, share) * static_cast<double>(a_.scores.n) - 1e-6);
    return std::clamp<std::int64_t>(static_cast<std::int64_t>(keys), 1, a_.scores.n);
  }

  /// Steps of one query block of `group` batch items that starts at `first_row`.
  [[nodiscard]] std::vector<Step> build(const Blocks& b, std::int64_t group,
                                        std::int64_t first_row) const {
    Blocks mine = b;
    mine.group = group;
    const std::int64_t rows = std::min(b.tq, a_.scores.m - first_row);
    const std::int64_t visible = visible_keys(first_row, first_row + rows);
    std::vector<Step> steps;
    for (std::int64_t key = 0; key < visible; key += b.tk) {
      const std::int64_t keys = std::min(b.tk, visible - key);
      steps.push_back(step(mine, rows, keys, key == 0, key + b.tk >= visible));
    }
    return steps;
  }

 private:
  [[nodiscard]] Step step(const Blocks& b, std::int64_t rows, std::int64_t keys, bool is_first,
                          bool is_last) const {
    const double scores = volume(b.group, rows, keys);
    const double outputs = volume(b.group, rows, a_.context.n);
    const double queries = volume(b.group, rows, a_.scores.k);
    const double key_values = volume(b.group, keys, a_.scores.k);
    const double value_values = volume(b.group, keys, a_.context.n);
    Step s;
    Traffic load{key_values * a_.k.dram + value_values * a_.v.dram,
                 key_values * a_.k.shared + value_values * a_.v.shared};
    const Bytes query_bytes = to_bytes(queries * a_.q.total());
    const Bytes block_bytes = to_bytes(load.total());
    s.hold = s.release = block_bytes;
    if (is_first) {
      load.dram += queries * a_.q.dram;
      load.shared += queries * a_.q.shared;
      s.hold += query_bytes;
      s.opens = to_bytes(outputs * static_cast<double>(d_.accumulator_bits) / 8);
    }
    if (is_last) {
      s.release += query_bytes;
      s.closes = to_bytes(outputs * static_cast<double>(d_.accumulator_bits) / 8);
      s.store_dram = to_bytes(outputs * a_.out.dram);
      s.store_shared = to_bytes(outputs * a_.out.shared);
    }
    s.load_dram = to_bytes(load.dram);
    s.load_shared = to_bytes(load.shared);
    s.streams = is_first ? 3 : 2;
    add_array(s, {rows, keys, a_.scores.k, b.group, true});
    s.add({Unit::Vector,
           vector_cycles(d_, scores * a_.softmax.ops + 2 * outputs, scores * a_.softmax.special),
           Cycles(0), Cycles(0)});
    add_array(s, {rows, a_.context.n, keys, b.group, true});
    s.vector_ops =
        static_cast<std::int64_t>(scores * (a_.softmax.ops + a_.softmax.special) + 2 * outputs);
    return s;
  }

  void add_array(Step& s, const Block& block) const {
    const ArrayTime time = step_time(d_, timing_, block, a_.dtype);
    const double operands =
        (volume(block.m, block.k, block.repeat) + volume(block.k, block.n, block.repeat)) *
        static_cast<double>(bits(a_.dtype)) / 8;
    s.add({Unit::Array, with_scratchpad(d_, time.issue, operands, 0), time.latency, time.fill});
    s.macs += static_cast<std::int64_t>(volume(block.m, block.n, block.k)) * block.repeat;
    s.scratchpad_bytes += static_cast<std::int64_t>(operands);
    s.accumulator_bytes += accumulator_traffic(d_, volume(block.m, block.n, block.repeat), block.k);
  }

  const Description& d_;
  ArrayTiming timing_;
  const Attention& a_;
};

Blocks choose_blocks(const Description& d, const Attention& a, const AttentionBuilder& builder,
                     const std::string& name) {
  Blocks best;
  double best_cycles = 0;
  const std::int64_t most = ceil_div(a.scores.batch * a.scores.m, d.cores);
  for (std::int64_t parts = 1; parts <= a.scores.m; parts *= 2) {
    for (std::int64_t tk = a.scores.n; tk >= 1; tk = tk > d.array.cols ? ceil_div(tk, 2) : 0) {
      for (std::int64_t group = 1; group <= a.scores.batch; group *= 2) {
        const Blocks b{ceil_div(a.scores.m, parts), tk, group};
        if (!builder.fits(b) || (group > 1 && group * b.tq > most)) break;
        const double items = static_cast<double>(ceil_div(a.scores.batch, b.group) * parts);
        const auto cores = static_cast<double>(d.cores);
        const double cycles = builder.cycles(b) * std::ceil(items / cores) * cores / items;
        if (best_cycles == 0 || cycles < best_cycles * 0.99) {
          best = b;
          best_cycles = cycles;
        }
      }
    }
  }
  if (best_cycles == 0)
    throw ModelError(fmt::format(
        "operator '{}': no attention block fits: {:.0f} B of scratchpad needed for one query row, "
        "{} B are there",
        name, builder.scratchpad({1, std::min(a.scores.n, d.array.cols), 1}), d.scratchpad.value));
  return best;
}

}  // namespace

Lowered Lowering::attention(const Group& group) const {
  const Attention a = describe_attention(group, placement_);
  const AttentionBuilder builder(d_, a);
  const Blocks b = choose_blocks(d_, a, builder, group.launch.front().name);
  Lowered lowered;
  lowered.programs.resize(static_cast<std::size_t>(d_.cores));
  std::int64_t dealt = 0;
  const auto deal = [&](std::int64_t items, std::int64_t members, std::int64_t first_row) {
    const std::vector<Step> body = builder.build(b, members, first_row);
    for (std::int64_t core = 0; core < d_.cores; ++core) {
      const std::int64_t mine = share_of(items, d_.cores, core, dealt);
      if (mine > 0) lowered.programs[static_cast<std::size_t>(core)].push_back({body, mine});
      for (const Step& s : body) lowered.executed_macs += s.macs * mine;
    }
    dealt += items;
  };
  const std::int64_t groups = a.scores.batch / b.group;
  const std::int64_t rest = a.scores.batch % b.group;
  for (const auto& [members, count] :
       {std::pair{b.group, groups}, std::pair{rest, std::int64_t{rest > 0}}}) {
    if (count == 0) continue;
    if (a.scores.density >= 1 && a.scores.m / b.tq > 0) {  // all full query blocks are alike
      deal(count * (a.scores.m / b.tq), members, 0);
      if (a.scores.m % b.tq > 0) deal(count, members, a.scores.m / b.tq * b.tq);
      continue;
    }
    for (std::int64_t row = 0; row < a.scores.m; row += b.tq) deal(count, members, row);
  }
  lowered.unit = Unit::Array;
  lowered.mapping = fmt::format("fused, {} queries x {} keys{}", b.tq, b.tk,
                                b.group > 1 ? fmt::format(" x {} heads", b.group) : "");
  return lowered;
}

}  // namespace fluxgate::npu
