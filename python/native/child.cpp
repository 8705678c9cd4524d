#include "python/native/child.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <system_error>

namespace fluxgate::python {
namespace {

constexpr int kTickMs = 100;
constexpr auto kPatience = std::chrono::seconds(2);

/// Closed on exec: a child started by another thread at the same time must not hold our end open.
class Pipe {
 public:
  Pipe() {
    if (pipe2(ends_.data(), O_CLOEXEC) != 0)
      throw std::system_error(errno, std::generic_category(), "pipe");
  }
  ~Pipe() {
    close_end(0);
    close_end(1);
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  [[nodiscard]] int read_end() const { return ends_[0]; }
  [[nodiscard]] int write_end() const { return ends_[1]; }
  void close_end(std::size_t which) {
    if (ends_[which] >= 0) close(ends_[which]);
    ends_[which] = -1;
  }

 private:
  std::array<int, 2> ends_{-1, -1};
};

/// In the child between fork and exec: nothing that takes a lock.
[[noreturn]] void become(char* const* words, const Pipe& out, const Pipe& err, pid_t parent) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  std::signal(SIGPIPE, SIG_DFL);  // Python ignores it, and that is inherited
  if (getppid() != parent) _exit(1);
  dup2(out.write_end(), STDOUT_FILENO);
  dup2(err.write_end(), STDERR_FILENO);
  const int nothing = open("/dev/null", O_RDONLY);
  if (nothing >= 0) dup2(nothing, STDIN_FILENO);
  execv(words[0], words);
  constexpr std::array<char, 36> kSentence{"fluxgate: cannot start the program\n"};
  (void)!write(STDERR_FILENO, kSentence.data(), kSentence.size() - 1);
  _exit(3);
}

pid_t start(const std::vector<std::string>& words, const Pipe& out, const Pipe& err) {
  std::vector<std::string> copy = words;
  std::vector<char*> pointers;
  for (std::string& word : copy) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  const pid_t parent = getpid();
  const pid_t pid = fork();
  if (pid < 0) throw std::system_error(errno, std::generic_category(), "fork");
  if (pid == 0) become(pointers.data(), out, err, parent);
  return pid;
}

/// Appends what is there; closes at the end.
void read_some(Pipe& pipe, std::string& text) {
  std::array<char, 65536> block;
  const ssize_t n = read(pipe.read_end(), block.data(), block.size());
  if (n > 0) text.append(block.data(), static_cast<std::size_t>(n));
  if (n == 0 || (n < 0 && errno != EINTR)) pipe.close_end(0);
}

int wait_for(pid_t pid) {
  int status = 0;
  while (waitpid(pid, &status, 0) < 0)
    if (errno != EINTR) throw std::system_error(errno, std::generic_category(), "waitpid");
  return status;
}

}  // namespace

Finished run_child(const std::vector<std::string>& words, const std::function<bool()>& tick) {
  Pipe out, err;
  const pid_t pid = start(words, out, err);
  out.close_end(1);
  err.close_end(1);
  Finished finished;
  using Clock = std::chrono::steady_clock;
  Clock::time_point asked{};
  while (out.read_end() >= 0 || err.read_end() >= 0) {
    std::array<pollfd, 2> ready{{{out.read_end(), POLLIN, 0}, {err.read_end(), POLLIN, 0}}};
    poll(ready.data(), ready.size(), kTickMs);
    if (ready[0].revents != 0) read_some(out, finished.out);
    if (ready[1].revents != 0) read_some(err, finished.err);
    if (asked == Clock::time_point{} && !tick()) {
      asked = Clock::now();
      kill(pid, SIGTERM);
    }
    if (asked != Clock::time_point{} && Clock::now() - asked > kPatience) {
      kill(pid, SIGKILL);
      break;
    }
  }
  const int status = wait_for(pid);
  finished.signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
  finished.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + finished.signal;
  return finished;
}

}  // namespace fluxgate::python
