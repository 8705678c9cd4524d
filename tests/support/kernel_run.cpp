#include "tests/support/kernel_run.h"

namespace fluxgate::test {

void KernelRun::run(Side& side, const KernelStreams& streams) {
  accepted.assign(streams.inputs.size(), {});
  produced.assign(streams.outputs.size(), {});
  results.assign(streams.outputs.size(), {});
  side.reset();
  std::int64_t last = 0;
  for (std::int64_t cycle = 0; cycle < last + 200 || cycle < blocked_to; ++cycle) {
    const bool is_open = cycle < blocked_from || cycle >= blocked_to;
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      const bool is_left = accepted[i].size() < inputs[i].size();
      side.drive_input(i, is_left, is_left ? inputs[i][accepted[i].size()] : Beat());
    }
    for (std::size_t o = 0; o < produced.size(); ++o) side.drive_ready(o, is_open);
    side.settle();
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      if (accepted[i].size() == inputs[i].size() || !side.input_ready(i)) continue;
      accepted[i].push_back(cycle);
      last = cycle;
    }
    for (std::size_t o = 0; o < produced.size(); ++o) {
      if (!is_open || !side.output_valid(o)) continue;
      produced[o].push_back(cycle);
      results[o].emplace_back(streams.outputs[o].lanes());
      side.read_output(o, results[o].back());
      last = cycle;
    }
    side.clock();
  }
}

}  // namespace fluxgate::test
