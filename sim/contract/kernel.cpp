#include "sim/contract/kernel.h"

#include <fmt/format.h>

namespace fluxgate {

std::size_t StreamSpec::lanes() const {
  std::size_t sum = 0;
  for (const Field& field : fields) sum += static_cast<std::size_t>(field.lanes);
  return sum;
}

std::string StreamSpec::lane_name(std::size_t lane) const {
  for (const Field& field : fields) {
    const auto lanes = static_cast<std::size_t>(field.lanes);
    if (lane < lanes)
      return lanes == 1 ? fmt::format("{}.{}", name, field.name)
                        : fmt::format("{}.{}[{}]", name, field.name, lane);
    lane -= lanes;
  }
  return name;
}

}  // namespace fluxgate
