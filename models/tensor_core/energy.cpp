#include "models/tensor_core/energy.h"

#include <fmt/format.h>

namespace fluxgate::tensor_core {
namespace {

constexpr double kPico = 1e-12;

class PriceList {
 public:
  explicit PriceList(const PowerDescription& power) : power_(power) {}
  void add(const std::string& count, const char* component, const std::string& action, double pj,
           const char* parameter, Supply supply = Supply::Core) {
    Price p{count, component, action, kPico * pj, power_.sources.at(parameter), {}};
    p.supply = supply;
    prices_.push_back(p);
  }
  void add_free(const char* count, const char* reason) {
    prices_.push_back({count, "SM", count, 0, std::string("derived: free, ") + reason, reason});
  }
  [[nodiscard]] std::vector<Price> take() { return std::move(prices_); }

 private:
  const PowerDescription& power_;
  std::vector<Price> prices_;
};

}  // namespace

std::string tensor_count(DType dtype) { return "sm.tensor_macs." + to_string(dtype); }

EnergyModel energy_model_of(const Description& d) {
  const PowerDescription& w = d.power;
  PriceList list(w);
  for (const DType dtype : kTensorTypes) {
    const double share = w.tensor_share.at(static_cast<std::size_t>(dtype));
    const std::string type = to_string(dtype);
    list.add(tensor_count(dtype), "tensor cores", "mac " + type, 2 * w.tensor_pj * share,
             dtype == DType::Int4   ? "energy_int4"
             : dtype == DType::Int8 ? "energy_int8"
                                    : "tensor_pj");
  }
  list.add("sm.fma_ops", "SM", "fp32 multiply-add", w.fma_pj, "fma_pj");
  list.add("sm.lane_instructions", "SM", "instruction of a lane", w.instruction_pj,
           "instruction_pj");
  list.add_free("sm.special_ops", "a loop of ex2 draws no more than its instructions do");
  list.add("sm.register_bytes", "SM", "operand of mma.sync", w.register_pj, "register_pj");
  list.add("sm.shared_bytes", "shared memory", "byte", w.shared_pj, "shared_pj");
  list.add("sm.awake_cycles", "SM", "clock", w.clock_pj, "clock_pj");
  list.add("l2.read_bytes", "L2", "byte read", w.l2_read_pj, "l2_read_pj");
  list.add("l2.write_bytes", "L2", "byte written", w.l2_write_pj, "l2_write_pj");
  list.add("dram.read_bytes", "DRAM", "byte read", w.dram_pj, "dram_pj", Supply::Fixed);
  list.add("dram.write_bytes", "DRAM", "byte written", w.dram_pj, "dram_pj", Supply::Fixed);
  list.add_free("l2.lookup_bytes", "in the energy of the bytes read and written");
  list.add("link.sent_bytes", "link", "byte to another GPU", w.link_pj, "link_pj", Supply::Fixed);
  list.add("host.read_bytes", "link", "byte from the host", w.host_pj, "host_pj", Supply::Fixed);
  list.add_free("grid.ctas", "its start is in the clock energy of the launch's time");
  list.add_free("grid.kernels", "its start is in the clock and idle energy of the launch's time");
  EnergyModel model;
  model.prices = list.take();
  model.background.push_back({"board", "idle", w.idle_w, w.sources.at("idle_w")});
  model.power_limit_w = w.limit_w;
  if (w.die_mm2 > 0) model.area.push_back({"die", w.sources.at("die_mm2"), w.die_mm2});
  return model;
}

}  // namespace fluxgate::tensor_core
