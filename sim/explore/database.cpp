#include "sim/explore/database.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include <chrono>
#include <thread>

#include "sim/core/errors.h"

namespace fluxgate::explore {
namespace {

constexpr int kWaitForOthersMs = 60'000;

std::string remedy(int code) {
  switch (code & 0xFF) {
    case SQLITE_FULL:
      return "the disk is full; finished points are kept: free space and run again";
    case SQLITE_IOERR:
      return "cannot read or write it (disk full or quota?); finished points are kept: free space "
             "and run again";
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_CANTOPEN:
      return "cannot be opened; check folder and permissions, or choose another --db";
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return "is not a database or is damaged; it has been left as it is: choose another --db, or "
             "rescue rows with 'sqlite3 FILE .recover'";
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return "another program has held it for a minute; finished points are kept: run again";
    default:
      return "";
  }
}

[[noreturn]] void refuse(const std::string& file, sqlite3* database, int code) {
  const std::string what = database != nullptr ? sqlite3_errmsg(database) : sqlite3_errstr(code);
  const std::string then = remedy(code);
  throw ConfigError(fmt::format("{}: {}{}", file, then.empty() ? what : then,
                                then.empty() ? "" : fmt::format(" ({})", what)));
}

}  // namespace

void Statement::Finalize::operator()(sqlite3_stmt* s) const { sqlite3_finalize(s); }
void Database::Close::operator()(sqlite3* d) const { sqlite3_close_v2(d); }

Statement::Statement(sqlite3* database, const std::string& file, const std::string& sql)
    : database_(database), file_(file) {
  sqlite3_stmt* made = nullptr;
  const int code = sqlite3_prepare_v2(database, sql.c_str(), -1, &made, nullptr);
  statement_.reset(made);
  if (code != SQLITE_OK) refuse(file_, database, code);
}

int Statement::next() {
  if (!is_fresh_) reset();
  return ++bound_;
}

Statement& Statement::bind(const std::string& value) {
  sqlite3_bind_text(statement_.get(), next(), value.data(), static_cast<int>(value.size()),
                    SQLITE_TRANSIENT);
  return *this;
}
Statement& Statement::bind(std::int64_t value) {
  sqlite3_bind_int64(statement_.get(), next(), value);
  return *this;
}
Statement& Statement::bind(double value) {
  sqlite3_bind_double(statement_.get(), next(), value);
  return *this;
}
Statement& Statement::bind_null() {
  sqlite3_bind_null(statement_.get(), next());
  return *this;
}

bool Statement::step() {
  is_fresh_ = false;
  const int code = sqlite3_step(statement_.get());
  if (code == SQLITE_ROW) return true;
  sqlite3_reset(statement_.get());
  if (code != SQLITE_DONE) refuse(file_, database_, code);
  return false;
}

void Statement::reset() {
  sqlite3_reset(statement_.get());
  bound_ = 0;
  is_fresh_ = true;
}

void Statement::run() {
  while (step()) continue;
}

std::string Statement::text(int column) const {
  const auto* data = sqlite3_column_text(statement_.get(), column);
  const int size = sqlite3_column_bytes(statement_.get(), column);
  return data == nullptr ? "" : std::string(reinterpret_cast<const char*>(data), std::size_t(size));
}
std::int64_t Statement::integer(int column) const {
  return sqlite3_column_int64(statement_.get(), column);
}
double Statement::real(int column) const { return sqlite3_column_double(statement_.get(), column); }
bool Statement::is_null(int column) const {
  return sqlite3_column_type(statement_.get(), column) == SQLITE_NULL;
}

Database::Database(const std::string& file, Access access) : file_(file) {
  sqlite3* made = nullptr;
  const int flags =
      access == Access::Read ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
  const int code = sqlite3_open_v2(file.c_str(), &made, flags, nullptr);
  database_.reset(made);
  if (code != SQLITE_OK) refuse(file_, made, code);
  sqlite3_busy_timeout(made, kWaitForOthersMs);
  if (access == Access::Read) return;
  if (sqlite3_db_readonly(made, "main") != 0) refuse(file_, nullptr, SQLITE_READONLY);
  set_wal();
  execute("PRAGMA synchronous=NORMAL");
}

/// SQLite does not wait for others when it changes the mode of a new file.
void Database::set_wal() const {
  const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(kWaitForOthersMs);
  for (;;) {
    const int code =
        sqlite3_exec(database_.get(), "PRAGMA journal_mode=WAL", nullptr, nullptr, nullptr);
    if (code == SQLITE_OK) return;
    if ((code & 0xFF) != SQLITE_BUSY || std::chrono::steady_clock::now() > end)
      refuse(file_, database_.get(), code);
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
}

Statement Database::prepare(const std::string& sql) const { return {database_.get(), file_, sql}; }

void Database::execute(const std::string& sql) const {
  const int code = sqlite3_exec(database_.get(), sql.c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) refuse(file_, database_.get(), code);
}

}  // namespace fluxgate::explore
