#include "sim/core/interrupt.h"

#include <csignal>

namespace fluxgate {
namespace {

volatile std::sig_atomic_t interrupted = 0;

void note_signal(int) { interrupted = 1; }

}  // namespace

void install_interrupt_handler() {
  std::signal(SIGINT, note_signal);
  std::signal(SIGTERM, note_signal);
}

bool is_interrupted() { return interrupted != 0; }

}  // namespace fluxgate
