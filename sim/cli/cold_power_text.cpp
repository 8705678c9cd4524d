#include "sim/cli/cold_power_text.h"

#include <fmt/format.h>

namespace fluxgate {
namespace {

constexpr int kCooling[] = {70, 300, 400, 1000};  // W/W; 70 is Carnot's

nlohmann::ordered_json totals(double chip_w, double cables_w) {
  nlohmann::ordered_json json{{"chip_4k_w", chip_w}, {"chip_and_cables_4k_w", chip_w + cables_w}};
  for (const int factor : kCooling) {
    json[fmt::format("chip_times_{}_w", factor)] = chip_w * factor;
    json[fmt::format("chip_and_cables_times_{}_w", factor)] = (chip_w + cables_w) * factor;
  }
  return json;
}

void print_totals(const char* name, double chip_w, double cables_w) {
  fmt::print("  {:<7} chip at 4 K {:.3g} uW", name, chip_w * 1e6);
  for (const int factor : kCooling) fmt::print(", x{} {:.3g} mW", factor, chip_w * factor * 1e3);
  fmt::print("; with cables at 4 K {:.3g} mW", (chip_w + cables_w) * 1e3);
  for (const int factor : kCooling)
    fmt::print(", x{} {:.3g} W", factor, (chip_w + cables_w) * factor);
  fmt::print("\n");
}

}  // namespace

nlohmann::ordered_json cold_power_json(const ColdPower& p) {
  return {{"static_rsfq_w", p.static_rsfq},
          {"dynamic_w", p.dynamic},
          {"cables_w", p.cables},
          {"rsfq", totals(p.static_rsfq + p.dynamic, p.cables)},
          {"ersfq", totals(p.dynamic, p.cables)}};
}

void print_cold_power(const ColdPower& p) {
  fmt::print("power: static {:.3g} uW, dynamic {:.3g} uW, cables {:.3g} uW\n", p.static_rsfq * 1e6,
             p.dynamic * 1e6, p.cables * 1e6);
  print_totals("RSFQ", p.static_rsfq + p.dynamic, p.cables);
  print_totals("ERSFQ", p.dynamic, p.cables);
}

}  // namespace fluxgate
