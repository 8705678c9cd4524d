#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>

#include "sim/core/errors.h"
#include "sim/stats/perfetto.h"
#include "sim/stats/result.h"

namespace fluxgate {
namespace {

std::string quoted(const std::string& text) {
  if (text.find_first_of(",\"\n") == std::string::npos) return text;
  std::string out = "\"";
  for (const char c : text) out += c == '"' ? std::string("\"\"") : std::string(1, c);
  return out + "\"";
}

[[noreturn]] void refuse(const std::string& path, int error) {
  throw ConfigError(fmt::format("{}: cannot write: {}; choose another folder with --out", path,
                                std::strerror(error)));
}

/// Writes beside the target and renames: readers see the old file or the whole new one.
void write_file(const std::string& path, const std::string& text) {
  const std::string temporary = fmt::format("{}.{}.tmp", path, getpid());
  std::FILE* file = std::fopen(temporary.c_str(), "wb");
  if (file == nullptr) refuse(path, errno);
  const bool is_written =
      std::fwrite(text.data(), 1, text.size(), file) == text.size() && std::fflush(file) == 0;
  const int error = errno;
  const bool is_closed = std::fclose(file) == 0;
  if (is_written && is_closed && std::rename(temporary.c_str(), path.c_str()) == 0) return;
  const int later = is_written ? errno : error;
  std::remove(temporary.c_str());
  refuse(path, later);
}

}  // namespace

std::string to_csv(const RunResult& r) {
  std::string text =
      "name,class,unit,repeat,time_s,bound_s,macs,executed_macs,dram_read_bytes,dram_write_bytes,"
      "energy_j,bound_by,mapping,reason\n";
  for (const OperatorResult& op : r.operators) {
    text += fmt::format("{},{},{},{},{},{},{},{},{},{},{},{},{},{}\n", quoted(op.name), op.op_class,
                        op.unit, op.repeat, seconds(op.time), seconds(op.bound), op.macs,
                        op.executed_macs, op.dram_read.value, op.dram_write.value,
                        op.energy_j ? fmt::format("{}", *op.energy_j) : "", op.bound_by,
                        quoted(op.mapping), quoted(op.reason));
  }
  return text;
}

void write_results(const RunResult& result, const std::string& directory) {
  std::error_code error;
  std::filesystem::create_directories(directory, error);
  if (error) refuse(directory, error.value());
  write_file(directory + "/operators.csv", to_csv(result));
  if (!result.spans.empty()) write_file(directory + "/trace.perfetto", to_perfetto(result));
  write_file(directory + "/result.json", to_json(result, WallTime::Omit));
}

}  // namespace fluxgate
