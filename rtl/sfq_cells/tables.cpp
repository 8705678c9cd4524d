// Written by scripts/sfq_cells from models/sfq/cells/*.yaml; times in fs.
// clang-format off
#include "rtl/sfq_cells/model.h"

namespace fluxgate::rtl {

// NOLINTNEXTLINE(readability-function-size): a table, not a procedure.
const std::vector<SfqCellTable>& sfq_cell_tables() {
  static const std::vector<SfqCellTable> tables{
      // Clocked AND: states none, a, b, both; inputs a, b, clk
      {"and2", 3, 1, 2,
       {1, 2, 0,
        1, 3, 0,
        3, 2, 0,
        3, 3, 0},
       {0, 0, 0,
        0, 0, 0,
        0, 0, 0,
        0, 0, 5293},
       {0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 940, 0,
        0, 0, 0, 0, 0, 0, 940, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0}},
      // D flip-flop, destructive read-out: states empty, full; inputs a, clk
      {"dff", 2, 1, 1,
       {1, 0,
        1, 0},
       {0, 0,
        0, 5886},
       {0, 0, 410, 0,
        0, 0, 0, 0}},
      // Josephson transmission line: states idle; inputs a
      {"jtl", 1, 1, -1,
       {0},
       {3639},
       {6250}},
      // Merger, a pulse on either input goes out: states idle; inputs a, b
      {"merge", 2, 1, -1,
       {0, 0},
       {9225, 9246},
       {0, 5940, 5940, 0}},
      // Non-destructive read-out, a sets, b resets, clk reads: states clear, set; inputs a, b, clk
      {"ndro", 3, 1, 2,
       {1, 0, 0,
        1, 0, 1},
       {0, 0, 0,
        0, 0, 5477},
       {0, 880, 290, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 1880, 0, 4500, 0, 0, 7560}},
      // Clocked inverter: states clear, set; inputs a, clk
      {"not", 2, 1, 1,
       {1, 0,
        1, 0},
       {0, 5779,
        0, 0},
       {0, 760, 4560, 6310,
        0, 2120, 0, 6250}},
      // Clocked OR: states none, any; inputs a, b, clk
      {"or2", 3, 1, 2,
       {1, 1, 0,
        1, 1, 0},
       {0, 0, 0,
        0, 0, 5220},
       {0, 0, 2940, 0, 0, 2880, 0, 0, 0,
        0, 0, 3690, 0, 0, 3690, 0, 0, 0}},
      // Splitter, one pulse in, two out: states idle; inputs a
      {"split", 1, 2, -1,
       {0},
       {6196, 6274},
       {6250}},
      // Clocked XOR: states none, a, b; inputs a, b, clk
      {"xor", 3, 1, 2,
       {1, 2, 0,
        1, 0, 0,
        0, 2, 0},
       {0, 0, 0,
        0, 0, 5222,
        0, 0, 5220},
       {0, 0, 470, 0, 0, 410, 0, 0, 0,
        0, 8000, 7310, 0, 6250, 4500, 0, 5940, 0,
        6250, 0, 4560, 7690, 0, 6940, 6060, 0, 0}},
  };
  return tables;
}

}  // namespace fluxgate::rtl
