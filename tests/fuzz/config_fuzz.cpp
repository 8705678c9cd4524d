// libFuzzer target of the configuration reader: only Error may escape. Built with
// -DFLUXGATE_FUZZ=ON and clang.
#include <cstddef>
#include <cstdint>

#include "sim/core/config.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace fluxgate;
  try {
    ConfigNode root =
        read_yaml_text(std::string(reinterpret_cast<const char*>(data), size), "fuzz.yaml");
    Params params(root);
    params.hertz("clock", Hertz(1e9), "clock", "assumed");
    params.group("array").count("rows", 4, "rows", "assumed");
    params.group("memory").bytes("capacity", 1_GiB, "size", "assumed");
    params.finish();
  } catch (const Error&) {
  }
  return 0;
}
