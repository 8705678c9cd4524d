#include "sim/explore/slot.h"

#include <fmt/format.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstring>
#include <nlohmann/json.hpp>

#include "sim/explore/message.h"

namespace fluxgate::explore {
namespace {

using Json = nlohmann::json;

std::string to_message(const Outcome& outcome) {
  return Json{to_string(outcome.status), outcome.reason, outcome.numbers}.dump(
      -1, ' ', false, Json::error_handler_t::replace);
}

std::deque<Task> tasks_from(const std::string& message) {
  std::deque<Task> tasks;
  for (const Json& item : Json::parse(message))
    tasks.push_back({item.at(0).get<std::int64_t>(), item.at(1).get<Assignment>(),
                     item.at(2).get<bool>() ? Tier::Bound : Tier::Approx});
  return tasks;
}

[[noreturn]] void work(const std::deque<Task>& tasks, int out, pid_t parent, Evaluator& evaluator) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(1);
  for (const Task& task : tasks) {
    if (!send_message(out, to_message(evaluator.evaluate(task.set, task.tier)))) _exit(1);
    if (task.tier == Tier::Approx) break;  // the machine of this process has run
  }
  _exit(0);
}

std::string how_it_ended(int status) {
  if (WIFSIGNALED(status))
    return fmt::format("crashed with signal {} ({})", WTERMSIG(status),
                       strsignal(WTERMSIG(status)));
  return fmt::format("the model ended the process with code {}", WEXITSTATUS(status));
}

/// Runs tasks in one child until it ends; takes those with an outcome off the list.
bool run_child(std::deque<Task>& tasks, int socket, double limit_s, Evaluator& evaluator) {
  int ends[2];
  if (pipe(ends) != 0) return false;
  const pid_t self = getpid();
  const pid_t child = fork();
  if (child < 0) return false;
  if (child == 0) {
    close(ends[0]);
    work(tasks, ends[1], self, evaluator);
  }
  close(ends[1]);
  Outcome lost;
  bool is_lost = false;
  const bool is_one = tasks.front().tier == Tier::Approx;
  const std::size_t wanted = is_one ? 1 : tasks.size();
  bool is_heard = true;
  for (std::size_t n = 0; n < wanted && is_heard && !is_lost; ++n) {
    if (!wait_readable(ends[0], limit_s)) {
      kill(child, SIGKILL);
      lost.reason = fmt::format("the time limit of {} s has passed", limit_s);
      is_lost = true;
    } else if (const auto message = receive_message(ends[0])) {
      is_heard = send_message(socket, *message);
      tasks.pop_front();
    } else {
      is_lost = true;
    }
  }
  close(ends[0]);
  int status = 0;
  waitpid(child, &status, 0);
  if (is_lost) {
    if (lost.reason.empty()) lost.reason = how_it_ended(status);
    is_heard = send_message(socket, to_message(lost));
    tasks.pop_front();
  }
  return is_heard;
}

}  // namespace

std::string to_message(const std::deque<Task>& tasks) {
  Json json = Json::array();
  for (const Task& task : tasks) json.push_back({task.index, task.set, task.tier == Tier::Bound});
  return json.dump();
}

Outcome outcome_from(const std::string& message) {
  const Json json = Json::parse(message);
  return {status_from(json.at(0)), json.at(1), json.at(2).get<Numbers>()};
}

void serve(int socket, const Spec& spec, Evaluator& evaluator) {
  // Ctrl-C goes to the whole group; the program decides, and takes its workers with it.
  signal(SIGINT, SIG_IGN);
  signal(SIGTERM, SIG_IGN);
  signal(SIGPIPE, SIG_IGN);
  while (const auto message = receive_message(socket)) {
    std::deque<Task> tasks = tasks_from(*message);
    while (!tasks.empty())
      if (!run_child(tasks, socket, spec.time_limit_s, evaluator)) _exit(1);
  }
  _exit(0);
}

}  // namespace fluxgate::explore
