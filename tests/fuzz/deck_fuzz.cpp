// libFuzzer target of the SPICE deck reader: only Error may escape, also from laying out what was
// read. Built with -DFLUXGATE_FUZZ=ON and clang.
#include <cstddef>
#include <cstdint>

#include "models/sfq/circuit/netlist.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace fluxgate;
  try {
    const sfq::Netlist netlist =
        sfq::read_deck_text(std::string(reinterpret_cast<const char*>(data), size), "fuzz.cir", 1);
    for (const sfq::Source& source : netlist.sources) (void)source.wave.at(1);
  } catch (const Error&) {
  }
  return 0;
}
