#include "sim/engine/live_memory.h"

#include <algorithm>
#include <unordered_map>

#include "sim/engine/carried.h"

namespace fluxgate {
namespace {

struct Tensor {
  Bytes bytes{};
  std::size_t made = 0, last_read = 0;
  bool is_inner = false;  // read by the launch that makes it
};

class Lives {
 public:
  void read(const Operand& in, const std::string& name) {
    const auto [at, is_new] = now_.try_emplace(name, tensors_.size());
    if (is_new) tensors_.push_back({in.bytes(), 0, launch_, false});  // from outside
    Tensor& tensor = tensors_[at->second];
    tensor.last_read = launch_;
    tensor.is_inner = tensor.is_inner || (tensor.made == launch_ && !is_new);
  }
  void make(const Operand& out) {
    now_[out.tensor] = tensors_.size();
    tensors_.push_back({out.bytes(), launch_, launch_, false});
  }
  void end_launch() { ++launch_; }
  [[nodiscard]] std::vector<Bytes> alive(bool hides_inner) const {
    std::vector<Bytes> change(launch_ + 1), live;
    for (const Tensor& t : tensors_) {
      if (hides_inner && t.is_inner && t.last_read == t.made) continue;
      change[t.made] += t.bytes;
      change[t.last_read + 1] -= t.bytes;
    }
    Bytes now{};
    for (std::size_t i = 0; i < launch_; ++i) live.push_back(now += change[i]);
    return live;
  }

 private:
  std::size_t launch_ = 0;
  std::vector<Tensor> tensors_;
  std::unordered_map<std::string, std::size_t> now_;  // name to the tensor it means now
};

}  // namespace

std::vector<Bytes> live_activations(const Graph& graph, Datapath& datapath) {
  Lives lives;
  Carried carried;
  for (const Segment& segment : graph.segments) {
    if (segment.operators.empty()) continue;
    carried.enter(segment);
    const std::vector<Launch> launches = datapath.plan(segment);
    for (std::int64_t i = 0; i < segment.repeat; ++i)
      for (const Launch launch : launches) {
        for (const Operator& op : launch) {
          for (const Operand& in : op.inputs)
            if (in.role == TensorRole::Activation) lives.read(in, carried.name(in.tensor, i));
          for (const Operand& out : op.outputs)
            if (out.role == TensorRole::Activation) lives.make(out);
        }
        lives.end_launch();
      }
  }
  return lives.alive(datapath.hides_inner_tensors());
}

}  // namespace fluxgate
