/// SQLite with errors as sentences: statements that bind, step and read; nothing of sweeps here.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

struct sqlite3;
struct sqlite3_stmt;

namespace fluxgate::explore {

class Statement {
 public:
  Statement(sqlite3* database, const std::string& file, const std::string& sql);
  /// Bind in order from the first; `reset` is part of the first bind after a step.
  Statement& bind(const std::string& value);
  Statement& bind(std::int64_t value);
  Statement& bind(double value);
  Statement& bind_null();
  bool step();  // true: there is a row
  void reset();
  void run();                                        // steps to the end
  [[nodiscard]] std::string text(int column) const;  // empty when null
  [[nodiscard]] std::int64_t integer(int column) const;
  [[nodiscard]] double real(int column) const;
  [[nodiscard]] bool is_null(int column) const;

 private:
  int next();
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const;
  };
  sqlite3* database_;
  std::string file_;
  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
  int bound_ = 0;
  bool is_fresh_ = true;
};

enum class Access { Write, Read };

class Database {
 public:
  /// ConfigError when it cannot be opened, is no database or is damaged.
  Database(const std::string& file, Access access);
  [[nodiscard]] Statement prepare(const std::string& sql) const;
  void execute(const std::string& sql) const;
  [[nodiscard]] const std::string& file() const { return file_; }

 private:
  void set_wal() const;
  struct Close {
    void operator()(sqlite3* database) const;
  };
  std::string file_;
  std::unique_ptr<sqlite3, Close> database_;
};

}  // namespace fluxgate::explore
