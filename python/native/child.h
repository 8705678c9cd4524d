/// One run of a program in a process of its own, its two outputs read side by side.
/// The child is told to end when the caller's thread ends, so nothing is left behind by an
/// interpreter that was killed.
#pragma once
#include <functional>
#include <string>
#include <vector>

namespace fluxgate::python {

struct Finished {
  int exit_code = 0;  // 128 + signal when a signal ended it
  int signal = 0;
  std::string out, err;
};

/// Words: path of the program and its arguments. `tick` is called at least every 100 ms; when it
/// returns false the child is asked to end (SIGTERM), and made to after two seconds.
[[nodiscard]] Finished run_child(const std::vector<std::string>& words,
                                 const std::function<bool()>& tick);

}  // namespace fluxgate::python
