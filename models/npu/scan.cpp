/// Recurrences (selective scan, SSD, gated linear attention, LIF) in three ways; the fastest by
/// estimate that the machine has is taken and the reason says by how much.
///   sequential  vector unit: steps * (ceil(S * ops / lanes) + ceil(S * special / special_lanes)),
///   S = state
///               values of the core; at least `startup` a step (each step needs the one before)
///   chunked     array: per chunk of Q steps Q x Q x dk, Q x dv x Q, Q x dv x dk and dk x dv x Q;
///   vector:
///               Q x Q + 2 Q (dk + dv) operations and Q dk special functions for the decays
///   scan unit   steps * ceil(S / scan_lanes) + startup
/// Steps are dealt by sequence; the state of a sequence stays on its core.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "models/npu/array_twin.h"
#include "models/npu/lowering.h"

namespace fluxgate::npu {
namespace {

enum class Form { Sequential, Chunked, ScanUnit };
constexpr std::array<const char*, 3> kFormNames{"sequential", "chunked", "scan unit"};

struct FormCost {
  Form form = Form::Sequential;
  std::int64_t cycles = 0;  // of one core
};

class ScanForms {
 public:
  ScanForms(const Description& d, const Scan& scan, DType dtype)
      : d_(d), timing_(d.array), s_(scan), dtype_(dtype) {}

  [[nodiscard]] bool has(Form form) const {
    switch (form) {
      case Form::Sequential:
        return true;
      case Form::Chunked:
        return s_.chunk > 0 && s_.steps > 1 && d_.rate(dtype_) > 0;
      case Form::ScanUnit:
        return d_.scan_lanes > 0;
    }
    return false;
  }
  /// Stages of `sequences` sequences over `steps` steps.
  [[nodiscard]] Step stages(Form form, std::int64_t sequences, std::int64_t steps) const {
    Step step;
    const double state = static_cast<double>(sequences) * static_cast<double>(s_.dk * s_.dv);
    switch (form) {
      case Form::Sequential: {
        const Cycles each = vector_cycles(d_, state * s_.ops, state * s_.special);
        step.add({Unit::Vector, each * steps, Cycles(0), Cycles(0)});
        break;
      }
      case Form::ScanUnit: {
        const auto each =
            static_cast<std::int64_t>(std::ceil(state / static_cast<double>(d_.scan_lanes)));
        step.add({Unit::Scan, Cycles(each * steps), d_.scan_startup, Cycles(0)});
        break;
      }
      case Form::Chunked:
        add_chunked(step, sequences, steps);
        break;
    }
    step.vector_ops = static_cast<std::int64_t>(state * static_cast<double>(steps) * s_.ops);
    return step;
  }
  [[nodiscard]] std::int64_t cycles(Form form, std::int64_t sequences) const {
    const Step step = stages(form, sequences, s_.steps);
    std::array<std::int64_t, kUnits> sum{};
    for (std::size_t i = 0; i < step.stage_count; ++i)
      sum[static_cast<std::size_t>(step.stages[i].unit)] += step.stages[i].issue.value;
    return *std::max_element(sum.begin(), sum.end());
  }
  [[nodiscard]] std::int64_t executed_macs(Form form) const {
    const std::int64_t state = s_.sequences * s_.dk * s_.dv;
    if (form != Form::Chunked) return 2 * state * s_.steps;
    const std::int64_t q = std::min(s_.chunk, s_.steps);
    return s_.sequences * s_.steps * (q * (s_.dk + s_.dv) + 2 * s_.dk * s_.dv);
  }

 private:
  void add_chunked(Step& step, std::int64_t sequences, std::int64_t steps) const {
    const std::int64_t q = std::min(s_.chunk, steps);
    const std::int64_t products = sequences * ceil_div(steps, q);
    const auto add = [&](const std::array<Block, 2>& blocks) {
      Cycles issue{};
      ArrayTime time;
      for (const Block& block : blocks) {
        time = step_time(d_, timing_, block, dtype_);
        issue += time.issue;
      }
      step.add({Unit::Array, issue, time.latency, time.fill});
    };
    add({Block{q, q, s_.dk, products, true}, Block{q, s_.dv, s_.dk, products, true}});
    const double each = static_cast<double>(q * q + 2 * q * (s_.dk + s_.dv));
    const auto count = static_cast<double>(products);
    step.add({Unit::Vector, vector_cycles(d_, count * each, count * static_cast<double>(q * s_.dk)),
              Cycles(0), Cycles(0)});
    add({Block{q, s_.dv, q, products, true}, Block{s_.dk, s_.dv, q, products, true}});
    step.macs = products * q * (q * (s_.dk + s_.dv) + 2 * s_.dk * s_.dv);
    step.accumulator_bytes =
        accumulator_traffic(d_, static_cast<double>(products * (q * q + 2 * q * s_.dv)), q);
  }

  const Description& d_;
  ArrayTiming timing_;
  const Scan& s_;
  DType dtype_;
};

struct Choice {
  FormCost best;
  std::string costs;  // of all forms, for the reason
};

Choice choose_form(const ScanForms& forms, std::int64_t sequences) {
  Choice choice;
  for (const Form form : {Form::Sequential, Form::Chunked, Form::ScanUnit}) {
    if (!forms.has(form)) continue;
    const std::int64_t cycles = forms.cycles(form, sequences);
    choice.costs += fmt::format("{}{} {} cycles", choice.costs.empty() ? "" : ", ",
                                kFormNames[static_cast<std::size_t>(form)], cycles);
    if (choice.best.cycles == 0 || cycles < choice.best.cycles) choice.best = {form, cycles};
  }
  return choice;
}

Traffic traffic(const std::vector<const Operand*>& operands, const Placement& placement) {
  Traffic sum;
  for (const Operand* operand : operands)
    (placement.is_shared(*operand) ? sum.shared : sum.dram) +=
        static_cast<double>(operand->bytes().value);
  return sum;
}

/// Sequences and time slices of one step: enough to fill the lanes, a quarter of the scratchpad at
/// most.
struct Cut {
  std::int64_t sequences = 1, slices = 1;
};
Cut cut(const Description& d, const Scan& s, Form form, double bytes_a_sequence) {
  const std::int64_t on_core = ceil_div(s.sequences, d.cores);
  const double quarter = static_cast<double>(d.scratchpad.value) / 4;
  const std::int64_t width = form == Form::ScanUnit ? d.scan_lanes : d.vector_lanes;
  const std::int64_t lanes =
      form == Form::Chunked ? 1 : std::max<std::int64_t>(1, width / (s.dk * s.dv));
  const auto fitting = static_cast<std::int64_t>(quarter / std::max(1.0, bytes_a_sequence));
  Cut c;
  c.sequences = std::clamp<std::int64_t>(fitting, std::min(lanes, on_core), on_core);
  c.sequences =
      std::max<std::int64_t>(1, std::min(c.sequences, std::max(lanes, ceil_div(on_core, 4))));
  // Longer sequences stream through the scratchpad in time slices.
  const double bytes = bytes_a_sequence * static_cast<double>(c.sequences);
  c.slices =
      std::clamp<std::int64_t>(static_cast<std::int64_t>(std::ceil(bytes / quarter)), 1, s.steps);
  return c;
}

}  // namespace

Lowered Lowering::scan(const Group& group) const {
  const Operator& op = group.launch.front();
  const Scan& s = std::get<Scan>(op.shape);
  const ScanForms forms(d_, s, op.inputs.at(0).dtype);
  const Choice choice = choose_form(forms, ceil_div(s.sequences, d_.cores));
  const Form form = choice.best.form;
  const Traffic in = traffic(group.loads, placement_);
  const Traffic out = traffic(group.stores, placement_);
  const Cut c = cut(d_, s, form, (in.total() + out.total()) / static_cast<double>(s.sequences));
  const auto step_of = [&](std::int64_t members) {
    Step step = forms.stages(form, members, ceil_div(s.steps, c.slices));
    const double share = static_cast<double>(members) / static_cast<double>(s.sequences) /
                         static_cast<double>(c.slices);
    step.load_dram = to_bytes(in.dram * share);
    step.load_shared = to_bytes(in.shared * share);
    step.store_dram = to_bytes(out.dram * share);
    step.store_shared = to_bytes(out.shared * share);
    const Bytes held = to_bytes((in.total() + out.total()) * share);
    step.hold = step.release = std::min(d_.scratchpad, held);
    step.streams = static_cast<int>(group.loads.size());
    step.scratchpad_bytes = held.value;
    return step;
  };
  Lowered lowered;
  lowered.programs.resize(static_cast<std::size_t>(d_.cores));
  std::int64_t dealt = 0;
  for (const auto& [members, items] : {std::pair{c.sequences, s.sequences / c.sequences},
                                       std::pair{s.sequences % c.sequences, std::int64_t{1}}}) {
    if (members == 0 || items == 0) continue;
    for (std::int64_t core = 0; core < d_.cores; ++core) {
      const std::int64_t mine = share_of(items, d_.cores, core, dealt) * c.slices;
      if (mine > 0)
        lowered.programs[static_cast<std::size_t>(core)].push_back({{step_of(members)}, mine});
    }
    dealt += items;
  }
  constexpr std::array<Unit, 3> kUnitOf{Unit::Vector, Unit::Array, Unit::Scan};
  lowered.unit = kUnitOf[static_cast<std::size_t>(form)];
  lowered.mapping = fmt::format("{}, {} sequences a step",
                                kFormNames[static_cast<std::size_t>(form)], c.sequences);
  lowered.reason = choice.costs;
  lowered.executed_macs = forms.executed_macs(form);
  return lowered;
}

}  // namespace fluxgate::npu
