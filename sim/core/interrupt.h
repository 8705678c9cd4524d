/// Ctrl-C and SIGTERM: the handler sets a flag, long loops ask for it and throw Interrupted.
#pragma once

namespace fluxgate {

void install_interrupt_handler();
[[nodiscard]] bool is_interrupted();

}  // namespace fluxgate
