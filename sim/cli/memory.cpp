/// `fluxgate memory`: DRAM alone, on an exactly defined stream.
#include <fmt/format.h>

#include <chrono>
#include <memory>
#include <nlohmann/json.hpp>

#include "sim/cli/command.h"
#include "sim/fabric/dram/replay.h"

namespace fluxgate {
namespace {

struct Options {
  std::string standard, mapping = "RoBaRaCoCh", pattern, scheduler = "FRFCFS";
  std::int64_t requests = 262144;
  dram::QueueDepths depths;
  bool is_json = false;
};

void require_positive(const char* name, std::int64_t value) {
  if (value < 1)
    throw UsageError(fmt::format("{}: {} is not a count; give 1 or more", name, value));
}

void act(const Options& o) {
  require_positive("--requests", o.requests);
  require_positive("--read-queue", o.depths.read);
  require_positive("--write-queue", o.depths.write);
  const dram::Timing& t = dram::standard(o.standard);
  dram::QueueDepths depths = o.depths;
  depths.policy = dram::parse_policy(o.scheduler);
  const auto begin = std::chrono::steady_clock::now();
  const dram::ReplayResult r =
      dram::replay(t, dram::parse_mapping(o.mapping), o.pattern, o.requests, depths);
  const double wall_s =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  if (!o.is_json) {
    fmt::print(
        "{} {} {}, {} requests\n  {:.3f} GB/s ({:.2f} % of peak), mean latency {:.2f} ns, {:.2f} % "
        "row hits, {} ticks\n",
        o.standard, o.mapping, o.pattern, o.requests, r.bandwidth(t) / 1e9, r.percent_of_peak(t),
        r.mean_latency_ns(t), r.row_hit_rate() * 100, r.cycles);
    return;
  }
  const nlohmann::ordered_json json{{"standard", o.standard},
                                    {"mapping", o.mapping},
                                    {"pattern", o.pattern},
                                    {"requests", o.requests},
                                    {"bandwidth_bytes_per_s", r.bandwidth(t)},
                                    {"percent_of_peak", r.percent_of_peak(t)},
                                    {"mean_latency_ns", r.mean_latency_ns(t)},
                                    {"row_hit_rate", r.row_hit_rate()},
                                    {"cycles", r.cycles},
                                    {"wall_s", wall_s},
                                    {"reads", r.counts.reads},
                                    {"writes", r.counts.writes},
                                    {"activates", r.counts.activates},
                                    {"precharges", r.counts.precharges},
                                    {"refreshes", r.counts.refreshes},
                                    {"source", t.source}};
  fmt::print("{}\n", json.dump(2));
}

[[maybe_unused]] const bool kRegistered = Commands::add(
    "memory",
    {"DRAM alone, on a defined stream",
     "fluxgate memory --standard DDR4-3200 --mapping MOP4CLXOR --pattern seq_read --requests "
     "100000",
     [](CLI::App& app) -> std::function<void()> {
       auto o = std::make_shared<Options>();
       app.add_option("--standard", o->standard, "an id of 'fluxgate list memories'")->required();
       app.add_option("--mapping", o->mapping, "RoBaRaCoCh or MOP4CLXOR")
           ->default_val("RoBaRaCoCh");
       app.add_option("--pattern", o->pattern,
                      "seq_read, seq_write, stride_row, rand_read, lat_hit, ...")
           ->required();
       app.add_option("--requests", o->requests, "length of the stream")->default_val(262144);
       app.add_option("--read-queue", o->depths.read, "entries")->default_val(32);
       app.add_option("--write-queue", o->depths.write, "entries")->default_val(32);
       app.add_option("--scheduler", o->scheduler, "FRFCFS or FRFCFS-RowHit")
           ->default_val("FRFCFS");
       app.add_flag("--json", o->is_json, "one JSON object on stdout");
       return [o] { act(*o); };
     }});

}  // namespace
}  // namespace fluxgate
