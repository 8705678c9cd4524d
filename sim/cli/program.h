/// Entry of the command line, separate from sc_main so that tests can call it in a process of their
/// own.
#pragma once

namespace fluxgate {

/// Parses, runs one subcommand, prints errors as one line on stderr; returns the exit code.
int run_program(int argc, char** argv);

}  // namespace fluxgate
