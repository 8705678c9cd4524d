/// The cells of the output-stationary array. Operands of a and last marks move one column to the
/// right in a cycle, operands of b one row up, from the last row; results leave at row 0. Row r
/// gets its operands and marks Rows - 1 - r cycles late, column c its operands c cycles late: the
/// skew. A column drains from the cycle after the last mark has passed its row 0, the end of its
/// sums.
module fg_systolic_os_grid #(
  parameter int unsigned Rows = 16,
  parameter int unsigned Cols = 16,
  parameter int unsigned DataWidth = 8,
  parameter int unsigned AccWidth = 32
) (
  input  logic                      clk_i,
  input  logic                      rst_ni,
  input  logic                      advance_i,
  input  logic [Rows*DataWidth-1:0] a_i,
  input  logic [Cols*DataWidth-1:0] b_i,
  input  logic [Rows-1:0]           last_i,
  output logic [Cols*AccWidth-1:0]  result_o
);

  for (genvar r = 0; r < Rows; r++) begin : gen_row
    for (genvar c = 0; c < Cols; c++) begin : gen_col
      // One signal a cell boundary: chained elements of one vector would look like a loop.
      logic                 last, last_next, drain;
      logic [DataWidth-1:0] a, a_next, b, b_next;
      logic [AccWidth-1:0]  result, result_next;
      if (c == 0) begin : gen_first_col
        assign a = a_i[r*DataWidth +: DataWidth];
        assign last = last_i[r];
      end else begin : gen_from_left
        assign a = gen_row[r].gen_col[c-1].a_next;
        assign last = gen_row[r].gen_col[c-1].last_next;
      end
      if (r == Rows - 1) begin : gen_last_row
        assign b = b_i[c*DataWidth +: DataWidth];
        assign result = '0;
      end else begin : gen_from_below
        assign b = gen_row[r+1].gen_col[c].b_next;
        assign result = gen_row[r+1].gen_col[c].result_next;
      end
      assign drain = gen_row[0].gen_col[c].last_next;
      fg_systolic_os_cell #(.DataWidth(DataWidth), .AccWidth(AccWidth)) u_cell (
        .clk_i    (clk_i),
        .rst_ni   (rst_ni),
        .advance_i(advance_i),
        .a_i      (a),
        .a_o      (a_next),
        .b_i      (b),
        .b_o      (b_next),
        .last_i   (last),
        .last_o   (last_next),
        .drain_i  (drain),
        .result_i (result),
        .result_o (result_next)
      );
      if (r == 0) begin : gen_first_row
        assign result_o[c*AccWidth +: AccWidth] = result_next;
      end
    end
  end

endmodule
