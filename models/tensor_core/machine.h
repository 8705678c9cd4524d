/// The GPU's hardware under one kernel at a time: SM slots, the CTA dispatcher, L2 and DRAM.
///
/// Event-driven at CTA grain. SMs in the same state form a bin and are simulated once; CTAs of an
/// SM that started together form a group. Between two events every group advances at a rate
///   iterations a second = 1 / (chain * (1 + sum over units of load^p)^(1/p))
/// load = share of a unit (or shared resource) that all would ask for if only chains limited them,
/// p = contention_exponent: large, the most loaded limits alone; smaller, waiting is felt before a
/// unit is full. First the units of an SM, then (with shared_exponent) what all SMs share:
///     L2 reads (a line that comes from DRAM is looked up in both partitions: fill_lookups more),
///     L2 writes, DRAM (rate of the shared DRAM model under the mix of reads and writes),
///     CTA dispatcher (launch.cta a CTA).
/// An event is the end of a phase of a group; a finished CTA frees its slot, which the next CTA of
/// the grid takes: first the SMs with the fewest, later SM by SM.
/// Slots of an SM: limited by CTA slots, warps, registers (allocated by 256 a warp) and shared
/// memory (1 KiB of a CTA is the system's).
/// Leaves out: warps, single requests, which of the two L2 partitions holds a line (their mean
/// latency is used).
#pragma once
#include <systemc>
#include <vector>

#include "models/tensor_core/description.h"
#include "models/tensor_core/kernel.h"

namespace fluxgate::tensor_core {

/// Bytes that a kernel moves between L2 and DRAM (l2_cache.h).
struct DramTraffic {
  double read_bytes = 0, write_bytes = 0;
};

struct Outcome {
  TimeFs elapsed{};  // from the first CTA's start to the last one's end
  double tensor_busy = 0, issue_busy = 0, special_busy = 0;  // share of SM time, mean of all SMs
  double l2_read_bytes = 0, l2_write_bytes = 0, dram_bytes = 0;
  double l2_busy = 0, dram_busy = 0;  // share of the elapsed time at full rate
  std::int64_t ctas = 0;
  std::int64_t events = 0;
};

/// CTAs with so much shared memory each that fit one SM.
[[nodiscard]] std::int64_t ctas_by_shared(const SmDescription& sm, std::int64_t shared_bytes);
/// CTAs of a kernel that fit one SM, at least 1 (callers refuse what does not fit).
[[nodiscard]] std::int64_t slots_per_sm(const SmDescription& sm, const Resources& resources);

class Machine : public sc_core::sc_module {
 public:
  Machine(sc_core::sc_module_name name, const Description& description);
  Outcome run(const Kernel& kernel, const DramTraffic& traffic, Hertz clock);

 private:
  struct Group {
    const CtaClass* work = nullptr;
    std::size_t phase = 0;
    std::int64_t ctas = 1;  // of each SM of the bin
    double left = 0, rate = 0;
    double local_rate = 0;  // before what all SMs share limits it
  };
  struct Bin {
    std::int64_t sms = 0;
    std::int64_t ctas = 0;
    std::vector<Group> groups;
    bool has_changed = true;  // since its local rates were set
  };

  void step();
  void advance(double seconds);
  void finish_phases();
  void dispatch();
  void place(Bin& bin, const CtaClass& work);
  [[nodiscard]] bool next_work(const CtaClass*& work, std::int64_t& left);
  void set_rates();
  void limit_local(Bin& bin) const;
  void limit_shared();
  void account(double seconds);
  [[nodiscard]] double shared_use(const Group& group, int resource) const;
  void schedule();

  Description description_;
  sc_core::sc_event wake_;
  const Kernel* kernel_ = nullptr;
  double period_ = 0;  // seconds of a cycle
  std::int64_t slots_ = 1;
  std::vector<Bin> bins_;
  std::size_t next_class_ = 0;
  std::int64_t next_cta_ = 0;  // of the class; interleaved: of the grid
  bool is_first_round_ = true;
  TimeFs last_{};
  std::array<double, 4> capacity_{};  // L2 reads, L2 writes, DRAM, dispatcher: a second
  double dram_per_load_ = 0, dram_per_store_ = 0, fill_per_load_ = 0;
  Outcome outcome_;
};

}  // namespace fluxgate::tensor_core
