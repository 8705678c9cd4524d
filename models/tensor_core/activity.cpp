#include "models/tensor_core/activity.h"

namespace fluxgate::tensor_core {
namespace {

constexpr double kLanes = 32;
constexpr double kMmaOperandBytes = 768, kMmaSumBytes = 1024;
constexpr double kMmaFlops = 2 * 16 * 8 * 16;  // of 16-bit values; bytes of K are what is fixed

}  // namespace

Activity activity_of(const Kernel& kernel, const DramTraffic& traffic) {
  Activity a;
  a.type = kernel.mma_type;
  a.tensor_flops = kernel.flops;
  a.fma_ops = kernel.fma_ops;
  a.instructions = kernel.extra_instructions;
  a.shared_bytes = kernel.shared_bytes;
  if (kernel.mma_operands == MmaOperands::Registers)
    a.register_bytes = kernel.flops * (kMmaOperandBytes + kMmaSumBytes) / kMmaFlops *
                       static_cast<double>(bits(kernel.mma_type)) / 16;
  a.dram_read_bytes = traffic.read_bytes;
  a.dram_write_bytes = traffic.write_bytes;
  for (const CtaClass& c : kernel.classes) {
    for (const Phase& p : c.phases) {
      const double times = p.iterations * static_cast<double>(c.count);
      a.instructions += p.demand.issue_slots * kLanes * times;
      a.special_ops += p.demand.special_ops * times;
      a.shared_bytes += p.demand.shared_bytes * times;
      a.l2_read_bytes += p.demand.l2_bytes * times;
      a.l2_write_bytes += p.demand.store_bytes * times;
    }
  }
  return a;
}

}  // namespace fluxgate::tensor_core
