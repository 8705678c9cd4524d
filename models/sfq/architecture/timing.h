/// Times of the machine that follow from its cells.
///   slot     max(period of the gates, separation of NDRO reads) x (1 + margin)
///   latency  of one pulse from a row's entry to a fired spike: splitters to the columns, NDRO,
///            mergers down the column, then membrane_bits + 3 + 1 periods (the carry ripples one
///            gate a bit, the adder has three levels, the threshold one)
#pragma once
#include "models/sfq/architecture/description.h"
#include "models/sfq/architecture/library.h"

namespace fluxgate::sfq {

[[nodiscard]] TimeFs slot_time(const Library& library, const Description& d);
[[nodiscard]] TimeFs pulse_latency(const Library& library, const Description& d, std::int64_t rows,
                                   std::int64_t column_bits);

}  // namespace fluxgate::sfq
