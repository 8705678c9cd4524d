/// `fluxgate serve`: requests that arrive at a rate, prefill and decode mixed on one machine.
#include <fmt/format.h>

#include <memory>
#include <nlohmann/json.hpp>

#include "sim/cli/command.h"
#include "sim/cli/run_options.h"
#include "sim/serve/service.h"

namespace fluxgate {
namespace {

using Json = nlohmann::ordered_json;

struct Options : CommonOptions {
  std::string workload, prompt = "512", output = "128";
  double rate_per_s = 1;
  std::int64_t requests = 100;
  ServeLimits limits;
};

Json spread(const Spread& s, std::size_t values) {
  if (values == 0) return nullptr;
  return {{"mean", s.mean}, {"p50", s.p50}, {"p95", s.p95}, {"p99", s.p99}};
}
Json per_s(std::int64_t count, double seconds) {
  if (seconds <= 0) return nullptr;
  return static_cast<double>(count) / seconds;
}

Json to_json(const Options& o, const ServeResult& r, const StepTime& time) {
  const auto served = static_cast<std::size_t>(r.served);
  Json json{{"workload", o.workload},
            {"arch", o.arch},
            {"rate_per_s", o.rate_per_s},
            {"requests", o.requests},
            {"seed", o.seed},
            {"served", r.served},
            {"refused", r.refused},
            {"waited_for_memory", r.waited_for_memory},
            {"ttft_s", spread(r.ttft_s, served)},
            {"tpot_s", r.output_tokens > r.served ? spread(r.tpot_s, served) : Json(nullptr)},
            {"latency_s", spread(r.latency_s, served)},
            {"throughput_tokens_per_s", per_s(r.output_tokens, r.makespan_s)},
            {"throughput_requests_per_s", per_s(r.served, r.makespan_s)},
            {"makespan_s", r.makespan_s},
            {"busy_s", r.busy_s},
            {"iterations", r.iterations},
            {"prefill_iterations", r.prefill_iterations},
            {"mean_decode_batch", r.mean_decode_batch},
            {"weights_bytes", r.weights.value},
            {"peak_memory_bytes", r.peak_memory.value},
            {"memory_capacity_bytes", nullptr},
            {"engine_runs", time.engine_runs()},
            {"step_time_error", time.worst_error()}};
  if (r.capacity) json["memory_capacity_bytes"] = r.capacity->value;
  return json;
}

void print_spread(const char* name, const Spread& s) {
  fmt::print("  {:<22}{:>10.3f}{:>10.3f}{:>10.3f}{:>10.3f}\n", name, s.mean * 1e3, s.p50 * 1e3,
             s.p95 * 1e3, s.p99 * 1e3);
}

void print_table(const Options& o, const ServeResult& r, const StepTime& time) {
  fmt::print("{} on {}, {} requests at {} a second, seed {}\n\n", o.workload, o.arch, o.requests,
             o.rate_per_s, o.seed);
  fmt::print("  {:<22}{:>10}{:>10}{:>10}{:>10}\n", "milliseconds", "mean", "p50", "p95", "p99");
  print_spread("time to first token", r.ttft_s);
  print_spread("time per output token", r.tpot_s);
  print_spread("whole request", r.latency_s);
  const double span = r.makespan_s > 0 ? r.makespan_s : 1;
  fmt::print("\n  throughput    {:.1f} tokens/s, {:.3f} requests/s; busy {:.1f} %\n",
             static_cast<double>(r.output_tokens) / span, static_cast<double>(r.served) / span,
             100 * r.busy_s / span);
  fmt::print(
      "  requests      {} served, {} refused (do not fit the memory), {} waited for memory\n",
      r.served, r.refused, r.waited_for_memory);
  fmt::print("  iterations    {}, of them {} with prompts; {:.1f} sequences a decode\n",
             r.iterations, r.prefill_iterations, r.mean_decode_batch);
  fmt::print("  memory        peak {} (weights {}) of {}\n", format_bytes(r.peak_memory),
             format_bytes(r.weights), r.capacity ? format_bytes(*r.capacity) : "unlimited");
  fmt::print(
      "  step times    {} runs of the engine; between them linear, off by at most {:.2f} % "
      "where checked\n",
      time.engine_runs(), 100 * time.worst_error());
}

void check(const Options& o) {
  if (!(o.rate_per_s > 0 && o.rate_per_s <= 1e9))
    throw UsageError(
        fmt::format("--rate: {} is not a rate; give more than 0 a second", o.rate_per_s));
  if (o.requests < 1 || o.requests > 1'000'000)
    throw UsageError(fmt::format("--requests: {} is not from 1 to 1000000", o.requests));
  if (o.limits.max_batch < 1 || o.limits.prefill_tokens < 1)
    throw UsageError("--max-batch, --prefill-tokens: give 1 or more");
}

void act(const Options& o) {
  check(o);
  Traffic traffic{o.rate_per_s, o.requests, parse_lengths("--prompt", o.prompt),
                  parse_lengths("--output", o.output), o.seed};
  const RunOptions options = to_run_options(o, o.workload);
  Arch arch = load_arch(o.arch, split_sets(o).arch);
  StepTime time(arch, options);
  const ServeResult result = serve(arch, options, time, make_requests(traffic), o.limits);
  if (o.is_json)
    fmt::print("{}\n", to_json(o, result, time).dump(2));
  else
    print_table(o, result, time);
}

[[maybe_unused]] const bool kRegistered = Commands::add(
    "serve",
    {"requests that arrive at a rate, prefill and decode mixed",
     "fluxgate serve llama-3.2-1b --arch h100_sxm --rate 20 --requests 200 --prompt "
     "lognormal:400:0.8 --output exponential:150",
     [](CLI::App& app) -> std::function<void()> {
       auto o = std::make_shared<Options>();
       app.add_option("workload", o->workload, "a network with phases prefill and decode")
           ->required();
       app.add_option("--arch", o->arch, "hardware: an id or a .yaml file")->required();
       app.add_option("--rate", o->rate_per_s, "requests a second, Poisson")->required();
       app.add_option("--requests", o->requests, "how many arrive")->default_val(100);
       app.add_option("--prompt", o->prompt,
                      "tokens: 512, uniform:LOW:HIGH, exponential:MEAN, lognormal:MEDIAN:SIGMA")
           ->default_val("512");
       app.add_option("--output", o->output, "tokens made, the same forms")->default_val("128");
       app.add_option("--seed", o->seed, "seed of arrivals and lengths")->default_val(1);
       app.add_option("--max-batch", o->limits.max_batch, "sequences at once")->default_val(256);
       app.add_option("--prefill-tokens", o->limits.prefill_tokens, "prompt tokens an iteration")
           ->default_val(8192);
       app.add_option("--tier", o->tier, "bound or approx")->default_val("approx");
       app.add_option("--set", o->sets,
                      "KEY=VALUE of the hardware, workload.KEY=VALUE; repeatable");
       app.add_flag("--json", o->is_json, "one JSON object on stdout");
       return [o] { act(*o); };
     }});

}  // namespace
}  // namespace fluxgate
