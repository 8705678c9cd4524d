/// The program `fluxgate`: finds the subcommand, runs it, turns errors into one line and an exit code.
#include <systemc>

#include "sim/cli/program.h"

int sc_main(int argc, char** argv) { return fluxgate::run_program(argc, argv); }
