#include "sim/explore/message.h"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <cstring>

namespace fluxgate::explore {
namespace {

bool write_all(int file, const char* data, std::size_t size) {
  while (size > 0) {
    const ssize_t n = write(file, data, size);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    data += n;
    size -= static_cast<std::size_t>(n);
  }
  return true;
}

bool read_all(int file, char* data, std::size_t size) {
  while (size > 0) {
    const ssize_t n = read(file, data, size);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    data += n;
    size -= static_cast<std::size_t>(n);
  }
  return true;
}

}  // namespace

bool send_message(int file, const std::string& text) {
  const auto size = static_cast<std::uint32_t>(text.size());
  std::string whole(sizeof size, '\0');
  std::memcpy(whole.data(), &size, sizeof size);
  whole += text;
  return write_all(file, whole.data(), whole.size());
}

std::optional<std::string> receive_message(int file) {
  std::uint32_t size = 0;
  if (!read_all(file, reinterpret_cast<char*>(&size), sizeof size)) return std::nullopt;
  std::string text(size, '\0');
  if (!read_all(file, text.data(), size)) return std::nullopt;
  return text;
}

bool wait_readable(int file, double seconds) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::duration<double>(seconds);
  for (;;) {
    const std::chrono::duration<double, std::milli> left = end - std::chrono::steady_clock::now();
    pollfd entry{file, POLLIN, 0};
    const int n = poll(&entry, 1, static_cast<int>(std::clamp(left.count(), 0.0, 1e9)));
    if (n > 0) return true;
    if (n == 0) return false;
    if (errno != EINTR) return true;
  }
}

}  // namespace fluxgate::explore
