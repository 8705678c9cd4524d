/// `fluxgate cosim`: a kernel's model against its RTL.
#include "sim/cosim/cosim.h"

#include <fmt/format.h>

#include <memory>
#include <nlohmann/json.hpp>

#include "sim/cli/command.h"
#include "sim/core/config.h"
#include "sim/core/listing.h"
#include "sim/cosim/kernel_part.h"

namespace fluxgate {
namespace {

using Json = nlohmann::ordered_json;

struct Options : CosimOptions {
  std::string kernel, stall_name = "random";
  std::vector<std::string> parts;
  bool is_json = false;
};

std::vector<Listed> kernels() {
  std::vector<Listed> all;
  for (const auto& [id, kind] : Kernels::all())
    all.push_back({id, fmt::format("{}; {}", kind.summary, kind.timing)});
  return all;
}

const KernelKind& find_kernel(const std::string& id) {
  if (Kernels::has(id)) return Kernels::get(id);
  std::vector<std::string> known;
  for (const Listed& kernel : kernels()) known.push_back(kernel.id);
  const std::string near = nearest_name(id, known);
  throw ConfigError(fmt::format("{}: unknown kernel{}; known: {}", id,
                                near.empty() ? "" : fmt::format(", did you mean '{}'?", near),
                                fmt::join(known, ", ")));
}

std::string both_bases(std::int64_t value, int bits) {
  const std::uint64_t mask = bits >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << bits) - 1;
  return fmt::format("0x{:x} ({})", static_cast<std::uint64_t>(value) & mask, value);
}

Json to_json(const Options& o, const CosimResult& r) {
  Json json{{"kernel", o.kernel},
            {"seed", o.seed},
            {"transactions", r.transactions},
            {"matched", r.matched},
            {"rtl_cycles", r.rtl_cycles},
            {"model_cycles", r.model_cycles},
            {"max_cycle_difference", r.max_cycle_difference},
            {"mismatch", nullptr},
            {"handshakes", r.handshakes},
            {"wall_s", r.wall_s}};
  if (r.mismatch) {
    const Mismatch& m = *r.mismatch;
    json["mismatch"] = {{"transaction", m.transaction},
                        {"field", m.field},
                        {"model", m.model},
                        {"rtl", m.rtl},
                        {"model_cycle", m.model_cycle},
                        {"rtl_cycle", m.rtl_cycle},
                        {"history", m.history}};
  }
  return json;
}

void print_text(const Options& o, const CosimResult& r) {
  fmt::print("{}: {} of {} transactions matched, {} handshakes, {} cycles, {:.2f} M cycles/s\n",
             o.kernel, r.matched, r.transactions, r.handshakes, r.rtl_cycles,
             static_cast<double>(r.rtl_cycles) / std::max(r.wall_s, 1e-9) / 1e6);
  if (!r.mismatch) return;
  for (const std::string& line : r.mismatch->history) fmt::print("  before: {}\n", line);
}

std::string load_options(const Options& o) {
  std::string text;
  for (const std::string& part : o.parts) text += fmt::format("--load {} ", part);
  return text;
}

void act(const Options& o) {
  if (o.transactions < 1)
    throw UsageError(fmt::format("--transactions {}: give 1 or more", o.transactions));
  CosimOptions options = o;
  options.stalls = parse_stalls(o.stall_name);
  for (const std::string& part : o.parts) load_kernel_part(part);
  const KernelKind& kernel = find_kernel(o.kernel);
  if (!o.vectors.empty() && !kernel.read_vectors)
    throw UsageError(fmt::format("--vectors: no recorded vectors are known for {}", o.kernel));
  const auto model = kernel.make_model();
  const auto rtl = kernel.make_rtl();
  const CosimResult r = cross_check(kernel, *model, *rtl, options);
  if (o.is_json)
    fmt::print("{}\n", to_json(o, r).dump(2));
  else
    print_text(o, r);
  if (!r.mismatch) return;
  const Mismatch& m = *r.mismatch;
  throw MismatchError(fmt::format(
      "{}: {} {} differs: model {} in cycle {}, RTL {} in cycle {}; repeat: fluxgate cosim {} "
      "{}--seed {} --stalls {} --transactions {}",
      o.kernel, m.field, m.transaction, both_bases(m.model, m.bits), m.model_cycle,
      both_bases(m.rtl, m.bits), m.rtl_cycle, o.kernel, load_options(o), o.seed, o.stall_name,
      o.transactions));
}

[[maybe_unused]] const bool kListed = Listings::add("kernels", kernels);
[[maybe_unused]] const bool kRegistered = Commands::add(
    "cosim",
    {"a kernel's model against its RTL, every value and every handshake",
     "fluxgate cosim systolic_ws --seed 7 --transactions 100000",
     [](CLI::App& app) -> std::function<void()> {
       auto o = std::make_shared<Options>();
       app.add_option("kernel", o->kernel, "an id of 'fluxgate list kernels'")->required();
       app.add_option("--seed", o->seed, "of stimulus and stalls")->default_val(1);
       app.add_option("--transactions", o->transactions, "result beats to compare")
           ->default_val(10000);
       app.add_option("--stalls", o->stall_name, "none, random or adversarial")
           ->default_val("random");
       app.add_option("--trace", o->waves, "FST file with the waves of both sides");
       app.add_option("--vectors", o->vectors, "recorded vectors instead of random stimulus");
       app.add_option("--load", o->parts, "part with a kernel of yours (docs/cosim.md); repeatable")
           ->allow_extra_args(false);
       app.add_flag("--json", o->is_json, "one JSON object on stdout");
       return [o] { act(*o); };
     }});

}  // namespace
}  // namespace fluxgate
