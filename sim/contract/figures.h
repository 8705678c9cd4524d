/// Results that only one family of machines has: junctions, heat, throughput.
#pragma once
#include <string>

namespace fluxgate {

struct Figure {
  std::string name;  // "chip_4k_w"
  std::string unit;  // "W"
  double value = 0;
  std::string sentence;
};

}  // namespace fluxgate
