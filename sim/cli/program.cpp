#include "sim/cli/program.h"

#include <fmt/format.h>

#include <cstdio>
#include <system_error>
#include <vector>

#include "sim/cli/command.h"
#include "sim/core/config.h"
#include "sim/core/errors.h"
#include "sim/core/interrupt.h"
#include "sim/core/version.h"

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
    sub->callback([&chosen, action] { chosen = action; });
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& e) {
    if (e.get_exit_code() == 0) return app.exit(e);
    throw UsageError(fmt::format("{} (see 'fluxgate {} --help')", e.what(),
                                 argc > 1 && argv[1][0] != '-' ? argv[1] : ""));
  }
  chosen();
  if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0)
    throw ConfigError("standard output: cannot write all of it; is the disk full?");
  return static_cast<int>(ExitCode::Ok);
}

}  // namespace

int run_program(int argc, char** argv) {
  install_interrupt_handler();
  try {
    return run_checked(argc, argv);
  } catch (const Error& e) {
    fmt::print(stderr, "fluxgate: {}\n", e.what());
    return static_cast<int>(e.code());
  } catch (const std::system_error& e) {
    fmt::print(stderr, "fluxgate: standard output: {}; is the disk full?\n", e.code().message());
    return static_cast<int>(ExitCode::Config);
  } catch (const std::bad_alloc&) {
    fmt::print(stderr, "fluxgate: out of memory; reduce the size of the workload\n");
    return static_cast<int>(ExitCode::Infeasible);
  } catch (const std::exception& e) {
    fmt::print(stderr, "fluxgate: {}\n", e.what());
    return 1;
  }
}

}  // namespace fluxgate
