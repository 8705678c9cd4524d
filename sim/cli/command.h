/// A subcommand of the program: one file in sim/cli registers one (see command.cpp for the
/// pattern).
#pragma once
#include <CLI/CLI.hpp>
#include <functional>
#include <string>

#include "sim/core/registry.h"

namespace fluxgate {

/// `setup` adds options to the CLI11 subcommand and returns the action. The action prints results
/// on stdout (one JSON object or array with --json, nothing else), messages on stderr, and throws
/// Error.
struct Command {
  std::string summary;
  std::string example;  // shown under --help
  std::function<std::function<void()>(CLI::App& app)> setup;
};
using Commands = Registry<Command>;

/// --quiet and -v, which every command has.
void add_verbosity_flags(CLI::App& app);

}  // namespace fluxgate
