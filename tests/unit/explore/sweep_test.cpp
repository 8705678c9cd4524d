/// Sweeps on a machine made for the test: its time and its misbehaviour are keys of its
/// description.
#include "sim/explore/sweep.h"

#include <fmt/format.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>

#include "sim/engine/preset.h"
#include "tests/support/program.h"

using namespace fluxgate;
using namespace fluxgate::explore;

namespace {

/// Bound: work / lanes. Run: that plus a delay the bound does not know. `mood` misbehaves on
/// purpose.
class Moody : public Datapath {
 public:
  explicit Moody(Params& p)
      : lanes_(p.count("lanes", 1, "work a cycle", "assumed")),
        delay_(p.count("delay", 0, "cycles only a run sees", "assumed", 0)),
        mood_(p.choice("mood", 0, {"good", "crash", "hang", "refuse"}, "what a run does",
                       "assumed")) {}
  void check(const Graph&) const override {
    if (mood_ == 3) throw ModelError("moody: refuses");
  }
  std::vector<Launch> plan(const Segment& s) override {
    std::vector<Launch> launches;
    for (const Operator& op : s.operators) launches.push_back({&op, 1});
    return launches;
  }
  Bound bound(Launch launch) const override {
    return {TimeFs(1000 * ceil_div(launch.front().macs, lanes_)), "lanes"};
  }
  LaunchResult run(Launch launch, Reuse) override {
    if (mood_ == 1) {
      std::signal(SIGSEGV, SIG_DFL);  // also under a sanitizer
      std::raise(SIGSEGV);
    }
    while (mood_ == 2) pause();
    LaunchResult r;
    r.bound = bound(launch).time;
    r.time = r.bound + TimeFs(1000 * delay_);
    return r;
  }
  std::string state() const override { return ""; }
  void set_state(const std::string&) override {}
  std::string explain(Launch) override { return ""; }
  std::optional<Hertz> clock() const override { return std::nullopt; }
  double peak_macs_per_second(DType) const override { return 0; }
  std::optional<Bytes> memory_capacity() const override { return std::nullopt; }

 private:
  std::int64_t lanes_, delay_;
  std::size_t mood_;
};

[[maybe_unused]] const bool kRegistered =
    Datapaths::add("moody", {"for tests", [](Params& p) { return std::make_unique<Moody>(p); },
                             [](Params& p) { const Moody declared(p); }});

class Place {
 public:
  Place() { folder_.file("moody.yaml", "datapath: moody\nsource: assumed\n"); }
  Spec spec(const std::string& text) const {
    return read_spec(folder_.file("space.yaml", std::string("workload: gemm\narch: ") +
                                                    folder_.path() + "/moody.yaml\n" + text));
  }
  SweepResult run(const Spec& s, const std::string& name, int jobs = 2) const {
    SweepOptions options;
    options.database = path(name);
    options.jobs = jobs;
    return sweep(s, options);
  }
  std::string path(const std::string& name) const { return folder_.path() + "/" + name; }

 private:
  test::Folder folder_;
};

std::string text_of(const std::optional<Outcome>& outcome) {
  if (!outcome) return "-";
  return fmt::format("{} {} {}", to_string(outcome->status), outcome->reason,
                     to_text(outcome->numbers));
}

std::vector<std::string> rows(const Place& place, const std::string& name) {
  std::vector<std::string> list;
  for (const StoredSweep& sweep : sweeps_in(place.path(name))) {
    Store store(place.path(name), sweep.sweep, Access::Read);
    store.each([&](const Store::Row& row) {
      list.push_back(fmt::format("{} {} bound {} approx {} by {}", row.index, row.key,
                                 text_of(row.known.bound), text_of(row.known.approx),
                                 row.pruned_by.value_or(-1)));
    });
  }
  return list;
}

std::set<std::int64_t> front_of(const SweepResult& result) {
  std::set<std::int64_t> front;
  for (const FrontPoint& point : result.front) front.insert(point.index);
  return front;
}

const char* const kSpace =
    "keys:\n"
    "  lanes: {from: 1, to: 16, step: 1}\n"
    "  delay: [0, 7000, 90000, 2000000]\n"
    "metrics: {cost: 'lanes * lanes + if(delay > 0, 0, 40) + if(delay > 10000, 0, 9)'}\n"
    "objectives: [time_s, cost]\n";

}  // namespace

TEST_CASE("pruning keeps every point of the front that simulating all points finds") {
  const Place place;
  const SweepResult all = place.run(place.spec(std::string(kSpace) + "tier: approx\n"), "all.db");
  const SweepResult some = place.run(place.spec(std::string(kSpace) + "tier: pruned\n"), "some.db");
  CHECK(all.done == 64);
  CHECK(some.pruned >= 3);
  CHECK(some.done + some.pruned == 64);
  CHECK(front_of(all) == front_of(some));
}

TEST_CASE("rows are the same at any number of jobs, for every method") {
  const Place place;
  for (const std::string method :
       {"method: grid\n", "method: random\npoints: 40\n", "method: latin_hypercube\npoints: 40\n",
        "method: nsga2\npopulation: 8\ngenerations: 5\n"}) {
    const Spec spec = place.spec(kSpace + method);
    (void)place.run(spec, "one.db", 1);
    (void)place.run(spec, "five.db", 5);
    INFO(method);
    CHECK(rows(place, "one.db").size() >= 20);
    CHECK(rows(place, "one.db") == rows(place, "five.db"));
    for (const char* name : {"one.db", "five.db"}) std::filesystem::remove(place.path(name));
  }
}

TEST_CASE("a crash, a hang and a refusal cost themselves alone and keep their reason") {
  const Place place;
  const Spec spec = place.spec(
      "keys: {mood: [good, crash, hang, refuse], lanes: [1, 2, 3]}\n"
      "tier: approx\ntime_limit: 2 s\n");
  const SweepResult result = place.run(spec, "moods.db");
  CHECK(result.done == 3);
  CHECK(result.infeasible == 3);
  CHECK(result.failed == 6);
  CHECK(result.reasons.at("crashed with signal 11 (Segmentation fault)") == 3);
  CHECK(result.reasons.at("the time limit of 2 s has passed") == 3);
  CHECK(result.reasons.at("moody: refuses") == 3);
  const SweepResult again = place.run(spec, "moods.db");
  CHECK(again.evaluated == 0);
  CHECK(again.reused == 12);
}

TEST_CASE("nsga2 finds the front of a small space") {
  const Place place;
  const std::string space =
      "keys: {lanes: {from: 1, to: 16, step: 1}, delay: [0, 70]}\n"
      "metrics: {cost: lanes}\nobjectives: [time_s, cost]\ntier: approx\n";
  const SweepResult all = place.run(place.spec(space), "grid.db");
  const SweepResult found =
      place.run(place.spec(space + "method: nsga2\npopulation: 32\ngenerations: 12\n"), "nsga.db");
  std::set<std::vector<double>> wanted, got;
  for (const FrontPoint& p : all.front) wanted.insert(p.objectives);
  for (const FrontPoint& p : found.front) got.insert(p.objectives);
  CHECK(wanted == got);
}

TEST_CASE("shards together are the whole, and merging keeps what was there") {
  const Place place;
  const Spec spec = place.spec(std::string(kSpace) + "tier: approx\n");
  const SweepResult whole = place.run(spec, "whole.db");
  for (std::int64_t i = 1; i <= 3; ++i) {
    SweepOptions options;
    options.database = place.path("part" + std::to_string(i) + ".db");
    options.shard = {i, 3};
    const SweepResult part = sweep(spec, options);
    CHECK(part.points == (i == 1 ? 22 : 21));
  }
  const std::vector<std::string> parts{place.path("part1.db"), place.path("part2.db"),
                                       place.path("part3.db")};
  CHECK(merge(place.path("merged.db"), parts) == 64);
  CHECK(merge(place.path("merged.db"), parts) == 0);
  CHECK(rows(place, "merged.db") == rows(place, "whole.db"));
}

TEST_CASE("a wrong spec is refused at its place") {
  const Place place;
  const auto message = [&](const std::string& text) -> std::string {
    try {
      (void)place.run(place.spec(text), "x.db");
    } catch (const Error& e) {
      return e.what();
    }
    return "";
  };
  CHECK_THAT(message("keys: {lnaes: [1]}\n"),
             Catch::Contains("space.yaml:3") && Catch::Contains("did you mean 'lanes'?"));
  CHECK_THAT(message("kyes: {lanes: [1]}\n"), Catch::Contains("did you mean 'keys'?"));
  CHECK_THAT(message("keys: {lanes: [1, 1]}\n"), Catch::Contains("'1' is there twice"));
  CHECK_THAT(message("keys: {lanes: {from: 4, to: 1, step: 1}}\n"),
             Catch::Contains("below 'from'"));
  CHECK_THAT(message("keys: {lanes: {from: 1, to: 4}}\n"), Catch::Contains("a grid needs"));
  CHECK_THAT(message("keys: {lanes: [1]}\nobjectives: [tiem_s]\n"),
             Catch::Contains("did you mean 'time_s'?"));
  CHECK_THAT(message("keys: {lanes: [1]}\nconstraints: ['lanse < 3']\n"),
             Catch::Contains("unknown name 'lanse'"));
  CHECK_THAT(message("keys: {lanes: [1]}\nmethod: nsga2\n"), Catch::Contains("needs two or more"));
}

TEST_CASE("a database that cannot be used is refused and left as it is") {
  const Place place;
  const Spec spec = place.spec(kSpace);
  std::ofstream(place.path("text.db")) << std::string(4096, 'x');
  CHECK_THROWS_WITH(place.run(spec, "text.db"), Catch::Contains("is not a database or is damaged"));
  CHECK(test::read_file(place.path("text.db")) == std::string(4096, 'x'));
  { Database(place.path("other.db"), Access::Write).execute("CREATE TABLE t(a)"); }
  CHECK_THROWS_WITH(place.run(spec, "other.db"), Catch::Contains("a database of another program"));
  CHECK_THROWS_WITH(place.run(spec, "no/such/x.db"),
                    Catch::Contains("check folder and permissions"));
}
