#include "sim/explore/store.h"

#include <fmt/format.h>

#include <filesystem>
#include <nlohmann/json.hpp>

namespace fluxgate::explore {
namespace {

constexpr std::chrono::milliseconds kMostLost{100};
constexpr std::int64_t kApplication = 0x466C7578;  // "Flux"
constexpr std::int64_t kLayout = 1;

const char* const kTables = R"(
CREATE TABLE IF NOT EXISTS points(
  key TEXT PRIMARY KEY, configuration TEXT NOT NULL,
  bound_status TEXT, bound_reason TEXT, bound TEXT,
  status TEXT, reason TEXT, result TEXT) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS plan(
  sweep TEXT NOT NULL, idx INTEGER NOT NULL, key TEXT NOT NULL, lower REAL, pruned_by INTEGER,
  PRIMARY KEY(sweep, idx)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS plan_lower ON plan(sweep, lower, idx);
CREATE TABLE IF NOT EXISTS sweeps(
  sweep TEXT PRIMARY KEY, spec TEXT NOT NULL, version TEXT NOT NULL, summary TEXT);
)";

const char* const kRow =
    "SELECT plan.idx, plan.key, configuration, bound_status, bound_reason, bound, status, reason, "
    "result, lower, pruned_by FROM plan JOIN points ON points.key = plan.key WHERE sweep = ? ";

std::optional<Outcome> outcome_at(const Statement& s, int column) {
  if (s.is_null(column)) return std::nullopt;
  return Outcome{status_from(s.text(column)), s.text(column + 1), numbers_from(s.text(column + 2))};
}

std::int64_t number(const Database& database, const std::string& sql) {
  Statement s = database.prepare(sql);
  return s.step() ? s.integer(0) : 0;
}

void require_ours(const Database& database) {
  const std::int64_t id = number(database, "PRAGMA application_id");
  const std::int64_t layout = number(database, "PRAGMA user_version");
  if (id == kApplication && layout == kLayout) return;
  throw ConfigError(fmt::format("{}: {}; choose another --db", database.file(),
                                id == kApplication ? "was written by another version of fluxgate"
                                                   : "is a database of another program"));
}

void make_tables(const Database& database) {
  database.execute("BEGIN IMMEDIATE");
  if (number(database, "SELECT count(*) FROM sqlite_master") == 0) {
    database.execute(fmt::format("PRAGMA application_id={}", kApplication));
    database.execute(fmt::format("PRAGMA user_version={}", kLayout));
    database.execute(kTables);
  }
  database.execute("COMMIT");
}

}  // namespace

Store::Store(const std::string& file, std::string sweep, Access access)
    : database_(file, access), sweep_(std::move(sweep)) {
  if (access == Access::Write) make_tables(database_);
  require_ours(database_);
  find_ = database_.prepare(
      "SELECT bound_status, bound_reason, bound, status, reason, result FROM points WHERE key = ?");
  if (access == Access::Read) return;
  insert_ = database_.prepare(
      "INSERT INTO points(key, configuration) VALUES(?, ?) ON CONFLICT DO NOTHING");
  bound_ = database_.prepare(
      "UPDATE points SET bound_status = ?, bound_reason = ?, bound = ? "
      "WHERE key = ? AND bound_status IS NULL");
  approx_ = database_.prepare(
      "UPDATE points SET status = ?, reason = ?, result = ? WHERE key = ? AND status IS NULL");
  plan_ = database_.prepare(
      "INSERT INTO plan(sweep, idx, key, lower) VALUES(?, ?, ?, ?) ON CONFLICT DO NOTHING");
  prune_ = database_.prepare("UPDATE plan SET pruned_by = ? WHERE sweep = ? AND idx = ?");
}

void Store::begin() {
  if (is_open_) return;
  database_.execute("BEGIN IMMEDIATE");
  is_open_ = true;
  opened_ = std::chrono::steady_clock::now();
}

void Store::commit() {
  if (!is_open_) return;
  database_.execute("COMMIT");
  is_open_ = false;
}

void Store::commit_if_due() {
  if (is_open_ && std::chrono::steady_clock::now() - opened_ >= kMostLost) commit();
}

void Store::note_sweep(const std::string& spec_text, const std::string& version) {
  begin();
  database_
      .prepare("INSERT INTO sweeps(sweep, spec, version) VALUES(?, ?, ?) ON CONFLICT DO NOTHING")
      .bind(sweep_)
      .bind(spec_text)
      .bind(version)
      .run();
  commit();
}

Known Store::find(const std::string& key) {
  Known known;
  if (find_->bind(key).step()) known = {outcome_at(*find_, 0), outcome_at(*find_, 3)};
  find_->reset();  // an open read would keep BEGIN from seeing what others have written
  return known;
}

void Store::save(const Point& point, const std::string& key, Tier tier, const Outcome& outcome) {
  begin();
  insert_->bind(key).bind(nlohmann::json(point.set).dump()).run();
  Statement& update = tier == Tier::Bound ? *bound_ : *approx_;
  update.bind(to_string(outcome.status)).bind(outcome.reason);
  if (outcome.status == Status::Done)
    update.bind(to_text(outcome.numbers));
  else
    update.bind_null();
  update.bind(key).run();
}

void Store::plan(std::int64_t index, const std::string& key, std::optional<double> lower) {
  begin();
  plan_->bind(sweep_).bind(index).bind(key);
  (lower ? plan_->bind(*lower) : plan_->bind_null()).run();
}

void Store::prune(std::int64_t index, std::int64_t by) {
  begin();
  prune_->bind(by).bind(sweep_).bind(index).run();
}

void Store::forget_failed() {
  begin();
  for (const char* tier : {"bound_", ""})
    database_
        .prepare(
            fmt::format("UPDATE points SET {0}status = NULL, {0}reason = NULL WHERE "
                        "{0}status = 'failed' AND key IN (SELECT key FROM plan WHERE sweep = ?)",
                        tier))
        .bind(sweep_)
        .run();
  commit();
}

void Store::summarise(const std::string& json) {
  begin();
  database_.prepare("UPDATE sweeps SET summary = ? WHERE sweep = ?").bind(json).bind(sweep_).run();
  commit();
}

Store::Row Store::row_of(const Statement& s) {
  Row row;
  row.index = s.integer(0);
  row.key = s.text(1);
  row.set = nlohmann::json::parse(s.text(2)).get<Assignment>();
  row.known = {outcome_at(s, 3), outcome_at(s, 6)};
  if (!s.is_null(9)) row.lower = s.real(9);
  if (!s.is_null(10)) row.pruned_by = s.integer(10);
  return row;
}

void Store::each(const std::function<void(const Row&)>& action) {
  Statement s = database_.prepare(std::string(kRow) + "ORDER BY plan.idx");
  s.bind(sweep_);
  while (s.step()) action(row_of(s));
}

std::vector<Store::Row> Store::by_lower(std::optional<Row> after, std::int64_t limit) {
  Statement s = database_.prepare(
      std::string(kRow) +
      "AND lower IS NOT NULL AND (lower, idx) > (?, ?) ORDER BY lower, idx LIMIT ?");
  s.bind(sweep_)
      .bind(after ? *after->lower : -1e308)
      .bind(after ? after->index : std::int64_t(-1))
      .bind(limit);
  std::vector<Row> rows;
  while (s.step()) rows.push_back(row_of(s));
  return rows;
}

std::int64_t Store::merge(const std::string& other) {
  { const Store check(other, "", Access::Read); }
  const auto counted = [&] { return number(database_, "SELECT count(*) FROM points"); };
  const std::int64_t before = counted();
  Statement attach = database_.prepare("ATTACH ? AS other");
  attach.bind(other).run();
  begin();
  database_.execute(
      "INSERT INTO main.points SELECT * FROM other.points WHERE true ON CONFLICT(key) DO UPDATE "
      "SET "
      "bound_status = coalesce(bound_status, excluded.bound_status),"
      "bound_reason = coalesce(bound_reason, excluded.bound_reason),"
      "bound = coalesce(bound, excluded.bound), status = coalesce(status, excluded.status),"
      "reason = coalesce(reason, excluded.reason), result = coalesce(result, excluded.result)");
  database_.execute(
      "INSERT INTO main.plan SELECT * FROM other.plan WHERE true ON CONFLICT DO NOTHING");
  database_.execute(
      "INSERT INTO main.sweeps(sweep, spec, version) SELECT sweep, spec, version FROM other.sweeps "
      "WHERE true ON CONFLICT DO NOTHING");
  commit();
  database_.execute("DETACH other");
  return counted() - before;
}

std::vector<StoredSweep> sweeps_in(const std::string& file) {
  const Store check(file, "", Access::Read);
  const Database database(file, Access::Read);
  Statement s = database.prepare("SELECT sweep, spec, version, summary FROM sweeps ORDER BY rowid");
  std::vector<StoredSweep> list;
  while (s.step()) list.push_back({s.text(0), s.text(1), s.text(2), s.text(3)});
  return list;
}

}  // namespace fluxgate::explore
