#include "sim/cli/program.h"

#include <fmt/format.h>
#include <sys/resource.h>

#include <chrono>
#include <cstdio>
#include <system_error>
#include <vector>

#include "sim/cli/command.h"
#include "sim/cli/terminal.h"
#include "sim/core/config.h"
#include "sim/core/errors.h"
#include "sim/core/interrupt.h"
#include "sim/core/version.h"
#include "sim/graph/share_path.h"

namespace fluxgate {
namespace {

std::vector<std::string> command_names() {
  std::vector<std::string> names;
  for (const auto& [id, command] : Commands::all()) names.push_back(id);
  return names;
}

/// CLI11 reports an unknown first word as "not expected"; say which commands exist instead.
void refuse_unknown_command(int argc, char** argv) {
  if (argc < 2 || argv[1][0] == '-' || Commands::has(argv[1])) return;
  const std::string near = nearest_name(argv[1], command_names());
  throw UsageError(fmt::format("{}: unknown command{}; known: {}", argv[1],
                               near.empty() ? "" : fmt::format(", did you mean '{}'?", near),
                               fmt::join(command_names(), ", ")));
}

/// A repeatable option takes one value each time: `--set A=1 FILE` leaves FILE to the command.
void take_one_value_a_time(CLI::App& command) {
  for (CLI::Option* option : command.get_options())
    if (!option->get_positional()) option->allow_extra_args(false);
}

/// What -v says at the end; memory as the kernel has seen it at most.
void tell_cost(std::chrono::steady_clock::time_point begin) {
  const double wall_s =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  const double cpu_s = static_cast<double>(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
                       static_cast<double>(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6;
  fmt::print(stderr, "fluxgate {}, data in {}: {:.2f} s, {:.2f} s CPU, {:.1f} MiB at most\n",
             program_version(), share_path(""), wall_s, cpu_s,
             static_cast<double>(used.ru_maxrss) / 1024);
}

int run_checked(int argc, char** argv) {
  refuse_unknown_command(argc, argv);
  CLI::App app{"Fluxgate: hardware simulator and accelerator-design framework", "fluxgate"};
  app.require_subcommand(1);
  app.set_version_flag("--version", program_version());
  std::function<void()> chosen;
  for (const auto& [id, command] : Commands::all()) {
    CLI::App* sub = app.add_subcommand(id, command.summary);
    sub->footer("Example:\n  " + command.example);
    auto action = command.setup(*sub);
    take_one_value_a_time(*sub);
    add_verbosity_flags(*sub);
    sub->callback([&chosen, action] { chosen = action; });
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& e) {
    if (e.get_exit_code() == 0) return app.exit(e);
    throw UsageError(fmt::format("{} (see 'fluxgate {} --help')", e.what(),
                                 argc > 1 && argv[1][0] != '-' ? argv[1] : ""));
  }
  const auto begin = std::chrono::steady_clock::now();
  {
    const ProgressOnTerminal progress;
    chosen();
  }
  if (get_verbosity() == Verbosity::Verbose) tell_cost(begin);
  if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0)
    throw ConfigError("standard output: cannot write all of it; is the disk full?");
  return static_cast<int>(ExitCode::Ok);
}

/// Every way out with an error: one line.
void print_error(const std::string& text) {
  fmt::print(stderr, "{} {}\n", coloured(stderr, Colour::Red, "fluxgate:"), text);
}

}  // namespace

void add_verbosity_flags(CLI::App& app) {
  CLI::Option* quiet = app.add_flag_callback(
      "-q,--quiet", [] { set_verbosity(Verbosity::Quiet); }, "no progress, no notes");
  app.add_flag_callback(
         "-v,--verbose", [] { set_verbosity(Verbosity::Verbose); },
         "say where data come from, how long stages took and how much memory, on stderr")
      ->excludes(quiet);
}

int run_program(int argc, char** argv) {
  install_interrupt_handler();
  try {
    return run_checked(argc, argv);
  } catch (const Error& e) {
    print_error(e.what());
    return static_cast<int>(e.code());
  } catch (const std::system_error& e) {
    print_error(fmt::format("standard output: {}; is the disk full?", e.code().message()));
    return static_cast<int>(ExitCode::Config);
  } catch (const std::bad_alloc&) {
    print_error("out of memory; reduce the size of the workload");
    return static_cast<int>(ExitCode::Infeasible);
  } catch (const std::exception& e) {
    print_error(e.what());
    return 1;
  }
}

}  // namespace fluxgate
