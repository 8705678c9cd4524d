#include "sim/graph/share_path.h"

#include <cstdlib>
#include <filesystem>

namespace fluxgate {
namespace {

namespace fs = std::filesystem;

/// With links resolved, so that messages name the file a user edits.
std::string find_share() {
  const fs::path beside =
      fs::path(program_path()).parent_path().parent_path() / "share" / "fluxgate";
  std::error_code error;
  const fs::path real = fs::canonical(beside, error);
  return (error ? beside : real).string();
}

}  // namespace

std::string program_path() {
  std::error_code error;
  return fs::read_symlink("/proc/self/exe", error).string();
}

std::string share_path(const std::string& relative) {
  static const std::string beside = find_share();
  const char* share = std::getenv("FLUXGATE_SHARE");
  return std::string(share != nullptr ? share : beside) + "/" + relative;
}

}  // namespace fluxgate
