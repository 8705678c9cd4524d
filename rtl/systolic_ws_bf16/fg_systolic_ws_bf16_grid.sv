/// The cells of the BF16 array, as in fg_systolic_ws_grid: operands, swap and load marks move one
/// column to the right in a cycle, sums one row down. The sum of row 0 starts from +0.
module fg_systolic_ws_bf16_grid #(
  parameter int unsigned Rows = 4,
  parameter int unsigned Cols = 4
) (
  input  logic               clk_i,
  input  logic               rst_ni,
  input  logic               advance_i,
  input  logic [Rows-1:0]    load_i,
  input  logic [Cols*16-1:0] load_data_i,
  input  logic [Rows*16-1:0] data_i,
  input  logic [Rows-1:0]    swap_i,
  output logic [Cols*32-1:0] sum_o
);

  for (genvar r = 0; r < Rows; r++) begin : gen_row
    for (genvar c = 0; c < Cols; c++) begin : gen_col
      // One signal a cell boundary: chained elements of one vector would look like a loop.
      logic        load, load_next, swap, swap_next;
      logic [15:0] operand, operand_next;
      logic [31:0] sum, sum_next;
      if (c == 0) begin : gen_first_col
        assign load = load_i[r];
        assign swap = swap_i[r];
        assign operand = data_i[r*16 +: 16];
      end else begin : gen_from_left
        assign load = gen_row[r].gen_col[c-1].load_next;
        assign swap = gen_row[r].gen_col[c-1].swap_next;
        assign operand = gen_row[r].gen_col[c-1].operand_next;
      end
      if (r == 0) begin : gen_first_row
        assign sum = '0;
      end else begin : gen_from_above
        assign sum = gen_row[r-1].gen_col[c].sum_next;
      end
      fg_systolic_ws_bf16_cell u_cell (
        .clk_i      (clk_i),
        .rst_ni     (rst_ni),
        .advance_i  (advance_i),
        .load_i     (load),
        .load_o     (load_next),
        .load_data_i(load_data_i[c*16 +: 16]),
        .data_i     (operand),
        .data_o     (operand_next),
        .swap_i     (swap),
        .swap_o     (swap_next),
        .sum_i      (sum),
        .sum_o      (sum_next)
      );
      if (r == Rows - 1) begin : gen_last_row
        assign sum_o[c*32 +: 32] = sum_next;
      end
    end
  end

endmodule
