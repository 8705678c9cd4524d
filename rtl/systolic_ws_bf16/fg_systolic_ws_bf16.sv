/// Weight-stationary systolic array, Rows x Cols, BF16 operands and weights, FP32 sums, two sets of
/// weights. Sums run from row 0 to the last, each addition rounded to nearest even (fg_fp32_add).
/// Streams: w takes the weight rows of a tile (row 0 first), a takes operand rows, c gives result
/// rows. a_first_i marks the first operand row of a tile: it waits until all Rows weight rows of
/// that tile have come, and the sets swap as it passes.
/// Timing: an operand row a cycle; its result row is offered Rows + Cols cycles after it was taken:
/// one more than the INT8 array, since product and addition are a stage each. A tile of T rows
/// alone: 2 Rows + Cols + T - 1 cycles from its first weight row to its last result row. The
/// weights of the next tile load meanwhile: tiles start max(T, Rows) cycles apart.
/// Stall: while a result row is offered and not taken, nothing moves.
/// Leaves out: sums over more than Rows operands (accumulate outside), NaN payloads, exception
/// flags.
module fg_systolic_ws_bf16 #(
  parameter int unsigned Rows = 4,
  parameter int unsigned Cols = 4
) (
  input  logic               clk_i,
  input  logic               rst_ni,
  input  logic               w_valid_i,
  output logic               w_ready_o,
  input  logic [Cols*16-1:0] w_data_i,
  input  logic               a_valid_i,
  output logic               a_ready_o,
  input  logic               a_first_i,
  input  logic [Rows*16-1:0] a_data_i,
  output logic               c_valid_o,
  input  logic               c_ready_i,
  output logic [Cols*32-1:0] c_data_o
);

  localparam int unsigned Latency = Rows + Cols;
  localparam int unsigned CountWidth = $clog2(Rows + 1);

  logic                  advance, take, load, swap, is_full;
  logic [CountWidth-1:0] loaded_q, loaded_d, load_row;  // weight rows of the next tile

  assign is_full = loaded_q == CountWidth'(Rows);
  assign a_ready_o = advance && (!a_first_i || is_full);
  assign take = a_valid_i && a_ready_o;
  assign swap = take && a_first_i;
  assign w_ready_o = advance && (!is_full || swap);  // a swap frees the set that loads
  assign load = w_valid_i && w_ready_o;
  assign load_row = swap ? '0 : loaded_q;
  assign loaded_d = load ? load_row + CountWidth'(1) : load_row;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) loaded_q <= '0;
    else loaded_q <= loaded_d;
  end

  fg_advance #(.Latency(Latency)) u_advance (
    .clk_i(clk_i), .rst_ni(rst_ni), .take_i(take), .advance_o(advance), .valid_o(c_valid_o),
    .ready_i(c_ready_i)
  );

  logic [Rows-1:0]    load_mark, swap_mark;
  logic [Rows*16-1:0] operands;
  logic [Cols*16-1:0] weights;
  logic [Cols*32-1:0] sums;

  for (genvar r = 0; r < Rows; r++) begin : gen_load_mark
    assign load_mark[r] = load && load_row == CountWidth'(r);
  end

  fg_skew #(.Lanes(Rows), .Width(16)) u_skew_operands (
    .clk_i(clk_i), .rst_ni(rst_ni), .advance_i(advance), .data_i(a_data_i), .data_o(operands)
  );
  fg_skew #(.Lanes(Rows), .Width(1)) u_skew_swap (
    .clk_i(clk_i), .rst_ni(rst_ni), .advance_i(advance), .data_i({Rows{swap}}), .data_o(swap_mark)
  );
  fg_skew #(.Lanes(Cols), .Width(16)) u_skew_weights (
    .clk_i(clk_i), .rst_ni(rst_ni), .advance_i(advance), .data_i(w_data_i), .data_o(weights)
  );
  fg_systolic_ws_bf16_grid #(.Rows(Rows), .Cols(Cols)) u_grid (
    .clk_i(clk_i), .rst_ni(rst_ni), .advance_i(advance), .load_i(load_mark),
    .load_data_i(weights), .data_i(operands), .swap_i(swap_mark), .sum_o(sums)
  );
  fg_skew #(.Lanes(Cols), .Width(32), .Ascending(1'b0)) u_deskew_sums (
    .clk_i(clk_i), .rst_ni(rst_ni), .advance_i(advance), .data_i(sums), .data_o(c_data_o)
  );

`ifndef SYNTHESIS
  StableWhileStalled: assert property (@(posedge clk_i) disable iff (!rst_ni)
    c_valid_o && !c_ready_i |=> c_valid_o && $stable(c_data_o))
    else $error("a stalled result row changed");
`endif

endmodule
