/// The program `fluxgate`: finds the subcommand, runs it, turns errors into one line and an exit
/// code.
#include <cstdlib>
#include <systemc>

#include "sim/cli/program.h"

int main(int argc, char** argv) {
  setenv("SYSTEMC_DISABLE_COPYRIGHT_MESSAGE", "1", 1);  // --json prints one object and nothing else
  return sc_core::sc_elab_and_sim(argc, argv);
}

int sc_main(int argc, char** argv) {
  sc_core::sc_set_time_resolution(1, sc_core::SC_FS);
  return fluxgate::run_program(argc, argv);
}
