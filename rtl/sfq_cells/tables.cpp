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
        0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0}},
      // D flip-flop, destructive read-out: states empty, full; inputs a, clk
      {"dff", 2, 1, 1,
       {1, 0,
        1, 0},
       {0, 0,
        0, 5886},
       {0, 590, 0, 0,
        0, 900, 0, 0}},
      // Josephson transmission line: states idle; inputs a
      {"jtl", 1, 1, -1,
       {0},
       {3639},
       {6260}},
      // Merger, a pulse on either input goes out: states idle; inputs a, b
      {"merge", 2, 1, -1,
       {0, 0},
       {9225, 9246},
       {0, 5950, 5950, 0}},
      // Non-destructive read-out, a sets, b resets, clk reads: states clear, set; inputs a, b, clk
      {"ndro", 3, 1, 2,
       {1, 0, 0,
        1, 0, 1},
       {0, 0, 0,
        0, 0, 5477},
       {0, 900, 1130, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 1910, 0, 5410, 0, 0, 7580}},
      // Clocked inverter: states clear, set; inputs a, clk
      {"not", 2, 1, 1,
       {1, 0,
        1, 0},
       {0, 5779,
        0, 0},
       {0, 1680, 3700, 6340,
        0, 3000, 0, 6260}},
      // Clocked OR: states none, any; inputs a, b, clk
      {"or2", 3, 1, 2,
       {1, 1, 0,
        1, 1, 0},
       {0, 0, 0,
        0, 0, 5220},
       {0, 0, 3850, 0, 0, 3780, 0, 0, 0,
        0, 0, 4550, 0, 0, 4550, 0, 0, 0}},
      // Splitter, one pulse in, two out: states idle; inputs a
      {"split", 1, 2, -1,
       {0},
       {6196, 6274},
       {6260}},
      // Clocked XOR: states none, a, b; inputs a, b, clk
      {"xor", 3, 1, 2,
       {1, 2, 0,
        1, 0, 0,
        0, 2, 0},
       {0, 0, 0,
        0, 0, 5222,
        0, 0, 5220},
       {0, 0, 1370, 0, 0, 1290, 0, 0, 0,
        0, 8050, 8210, 0, 6260, 5410, 0, 5100, 0,
        6260, 0, 5410, 7740, 0, 7820, 5170, 0, 0}},
  };
  return tables;
}

}  // namespace fluxgate::rtl
