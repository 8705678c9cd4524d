/// Model of fg_topk_router: the first expert a cycle after its token, then one a cycle; a report
/// takes experts / lanes cycles more; a token enters while the last beat of the one before leaves.
/// Values: sim/numerics/topk.h.
#pragma once
#include <vector>

#include "sim/contract/kernel.h"

namespace fluxgate::rtl {

struct TopkRouterShape {
  int experts = 64, lanes = 16, count_bits = 24;
};
[[nodiscard]] KernelStreams topk_router_streams(const TopkRouterShape& shape);

class TopkRouterModel final : public Side {
 public:
  explicit TopkRouterModel(const TopkRouterShape& shape);
  void reset() override;
  void drive_input(std::size_t stream, bool is_valid, std::span<const std::int64_t> beat) override;
  void drive_ready(std::size_t stream, bool is_ready) override;
  void settle() override;
  [[nodiscard]] bool input_ready(std::size_t stream) const override;
  [[nodiscard]] bool output_valid(std::size_t stream) const override;
  void read_output(std::size_t stream, std::span<std::int64_t> beat) const override;
  void clock() override;

 private:
  static constexpr std::size_t kExperts = 0, kLoads = 1;  // output streams
  void take_token();

  TopkRouterShape shape_;
  std::vector<int> chosen_;  // of the token at work
  std::vector<std::int64_t> scores_, loads_;
  std::size_t picked_ = 0;        // of chosen_
  std::size_t report_beats_ = 0;  // still to give once the experts are out
  Beat driven_;
  bool is_token_valid_ = false, is_token_ready_ = false, is_expert_ready_ = false,
       is_load_ready_ = false;
};

}  // namespace fluxgate::rtl
