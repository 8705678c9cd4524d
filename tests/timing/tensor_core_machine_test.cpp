#include <catch2/catch.hpp>
#include <cmath>

#include "models/tensor_core/description.h"
#include "models/tensor_core/machine.h"

using namespace fluxgate;
using namespace fluxgate::tensor_core;

namespace {

Description defaults() {
  const ConfigNode empty;
  Params params(empty);
  return read_description(params);
}

/// CTAs that only wait: `cycles` each.
Kernel waiting(std::int64_t ctas, double cycles) {
  Kernel k;
  k.resources = {1024, 32, 0};  // two CTAs an SM, by warps
  k.classes.push_back({ctas, {{1, cycles, {}}}});
  return k;
}

const Hertz kClock(1e9);  // 1 ns a cycle

double cycles_of(const Outcome& o) { return seconds(o.elapsed) * kClock.value; }

/// The rule of machine.h for one load.
double contended(double chain, double load_cycles, double exponent) {
  return chain * std::pow(1 + std::pow(load_cycles / chain, exponent), 1 / exponent);
}

}  // namespace

TEST_CASE("slots of an SM: CTAs, warps, registers and shared memory each limit") {
  const SmDescription sm = defaults().sm;
  CHECK(slots_per_sm(sm, {32, 16, 0}) == 32);               // CTA slots
  CHECK(slots_per_sm(sm, {256, 32, 0}) == 8);               // 64 warps
  CHECK(slots_per_sm(sm, {128, 255, 0}) == 2);              // 4 warps x 8192 registers
  CHECK(slots_per_sm(sm, {256, 255, 0}) == 1);              // 65536 of 65536
  CHECK(slots_per_sm(sm, {128, 32, 227 * 1024}) == 1);      // with the system's KiB: all of it
  CHECK(slots_per_sm(sm, {128, 32, 113 * 1024}) == 2);      // 2 x 114 KiB
  CHECK(slots_per_sm(sm, {128, 32, 113 * 1024 + 1}) == 1);  // a byte more
}

TEST_CASE("a grid of one wave takes the chain of a CTA, one CTA more takes a second wave") {
  Machine machine("gpu", defaults());
  const std::int64_t wave = 2 * 132;
  const double one = cycles_of(machine.run(waiting(1, 50000), {}, kClock));
  const double full = cycles_of(machine.run(waiting(wave, 50000), {}, kClock));
  const double more = cycles_of(machine.run(waiting(wave + 1, 50000), {}, kClock));
  CHECK(one == Approx(50000).epsilon(1e-4));
  CHECK(full == Approx(50000).epsilon(1e-3));  // the dispatcher is nearly idle
  CHECK(more == Approx(100000).epsilon(1e-3));
}

TEST_CASE("CTAs of an SM share its units by the contention rule") {
  Machine machine("gpu", defaults());
  Kernel k = waiting(2 * 132, 10000);
  k.classes[0].phases[0].demand.issue_slots = 4.0 * 8000;  // 8000 cycles of four schedulers
  const Outcome o = machine.run(k, {}, kClock);
  CHECK(cycles_of(o) == Approx(contended(10000, 2 * 8000, k.contention_exponent)).epsilon(1e-3));
  CHECK(o.issue_busy == Approx(2 * 8000 / cycles_of(o)).epsilon(1e-3));
}

TEST_CASE("loads of all SMs are limited by the L2, stores by its writes, both counted") {
  const Description d = defaults();
  Machine machine("gpu", d);
  Kernel k = waiting(132, 10000);
  k.contention_exponent = 64;  // nearly the plain maximum
  k.classes[0].phases[0].demand.l2_bytes = 4e6;
  const Outcome loads = machine.run(k, {}, kClock);
  CHECK(seconds(loads.elapsed) == Approx(132 * 4e6 / d.l2.read_rate.value).epsilon(0.01));
  CHECK(loads.l2_read_bytes == Approx(132 * 4e6));
  k.classes[0].phases[0].demand = {};
  k.classes[0].phases[0].demand.store_bytes = 4e6;
  const Outcome stores = machine.run(k, {}, kClock);
  CHECK(seconds(stores.elapsed) == Approx(132 * 4e6 / d.l2.write_rate.value).epsilon(0.01));
  CHECK(stores.l2_write_bytes == Approx(132 * 4e6));
}

TEST_CASE("a grid of very many empty CTAs runs at the dispatcher's pace") {
  const Description d = defaults();
  Machine machine("gpu", d);
  Kernel k = waiting(132 * 400, 1);
  k.contention_exponent = 64;
  const double each = seconds(machine.run(k, {}, kClock).elapsed) / (132 * 400);
  CHECK(each == Approx(seconds(d.launch.cta)).epsilon(0.02));
}

TEST_CASE("an interleaved grid mixes classes: long and short CTAs share each SM's slots") {
  Machine machine("gpu", defaults());
  Kernel k = waiting(132, 10000);
  k.resources = {2048, 32, 0};
  k.classes.push_back({132, {{1, 30000, {}}}});
  const double sorted = cycles_of(machine.run(k, {}, kClock));
  k.is_interleaved = true;
  const double mixed = cycles_of(machine.run(k, {}, kClock));
  CHECK(sorted == Approx(40000).epsilon(1e-3));
  CHECK(mixed == Approx(60000).epsilon(1e-3));  // the last long one follows a long one
}

TEST_CASE("CTAs that follow others fill an SM before the next: a last half wave is no faster") {
  Machine machine("gpu", defaults());
  Kernel k = waiting(2 * 132, 1000);
  k.classes[0].phases[0].demand.issue_slots = 4.0 * 20000;
  const double wave = cycles_of(machine.run(k, {}, kClock));
  k.classes[0].count = 3 * 132;
  const double more = cycles_of(machine.run(k, {}, kClock));
  CHECK(more == Approx(2 * wave).epsilon(0.01));  // 66 SMs with two CTAs, not 132 with one
}

TEST_CASE("a byte that comes from DRAM is looked up in the other partition too") {
  const Description d = defaults();
  Machine machine("gpu", d);
  Kernel k = waiting(132, 100);
  k.contention_exponent = 64;
  k.classes[0].phases[0].demand.l2_bytes = 1e6;
  const double hits = cycles_of(machine.run(k, {}, kClock));
  Kernel fast = k;
  fast.dram_share = 100;  // up to the pins
  const double bytes = 132e6 / 10;
  const double some = cycles_of(machine.run(fast, {bytes, 0}, kClock));
  CHECK(some == Approx(hits * (1 + d.l2.fill_lookups / 10)).epsilon(0.01));
}
