#include "sim/explore/pool.h"

#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "sim/explore/message.h"
#include "sim/explore/slot.h"

namespace fluxgate::explore {
namespace {

constexpr std::size_t kChunk = 64;       // bound points a child: a fork costs about two of them
constexpr std::size_t kRefill = 32;      // waiting tasks below which a slot gets more
constexpr std::size_t kApproxChunk = 2;  // one runs, one waits

}  // namespace

Pool::Pool(const Spec& spec, Evaluator& evaluator, int jobs) {
  std::fflush(nullptr);
  const pid_t self = getpid();
  for (int i = 0; i < jobs; ++i) {
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
      throw ConfigError(fmt::format("cannot start a worker: {}", std::strerror(errno)));
    const pid_t pid = fork();
    if (pid < 0) throw ConfigError(fmt::format("cannot start a worker: {}", std::strerror(errno)));
    if (pid == 0) {
      prctl(PR_SET_PDEATHSIG, SIGKILL);
      if (getppid() != self) _exit(1);
      for (const Slot& other : slots_) close(other.socket);
      close(ends[0]);
      serve(ends[1], spec, evaluator);
    }
    close(ends[1]);
    slots_.push_back({pid, ends[0], {}});
  }
}

Pool::~Pool() {
  for (const Slot& slot : slots_) {
    kill(slot.pid, SIGKILL);  // its child has asked for a signal at its parent's death
    close(slot.socket);
  }
  for (const Slot& slot : slots_) waitpid(slot.pid, nullptr, 0);
}

void Pool::feed(Slot& slot, const Next& next) {
  if (is_drained_ || slot.tasks.size() > kRefill) return;
  std::deque<Task> chunk;
  const auto is_full = [&] {
    const Task* last = !chunk.empty()        ? &chunk.back()
                       : !slot.tasks.empty() ? &slot.tasks.back()
                                             : nullptr;
    const bool is_approx = last != nullptr && last->tier == Tier::Approx;
    return slot.tasks.size() + chunk.size() >= (is_approx ? kApproxChunk : kChunk);
  };
  while (!is_full()) {
    auto task = next();
    if (!task) {
      is_drained_ = true;
      break;
    }
    chunk.push_back(std::move(*task));
  }
  if (chunk.empty()) return;
  if (!send_message(slot.socket, to_message(chunk))) throw std::runtime_error("a worker has died");
  for (Task& task : chunk) slot.tasks.push_back(std::move(task));
}

void Pool::receive(Slot& slot, const Done& done) {
  const auto message = receive_message(slot.socket);
  if (!message || slot.tasks.empty())
    throw std::runtime_error("a worker process has died; finished points are kept, run again");
  const Task task = std::move(slot.tasks.front());
  slot.tasks.pop_front();
  done(task, outcome_from(*message));
}

void Pool::run(const Next& next, const Done& done, const std::function<void()>& tick) {
  is_drained_ = false;
  for (;;) {
    bool is_busy = false;
    for (Slot& slot : slots_) {
      feed(slot, next);
      is_busy = is_busy || !slot.tasks.empty();
    }
    tick();
    if (!is_busy) return;
    std::vector<pollfd> entries;
    for (const Slot& slot : slots_) entries.push_back({slot.socket, POLLIN, 0});
    if (poll(entries.data(), entries.size(), 100) <= 0) continue;
    for (std::size_t i = 0; i < slots_.size(); ++i)
      if (entries[i].revents != 0) receive(slots_[i], done);
  }
}

}  // namespace fluxgate::explore
