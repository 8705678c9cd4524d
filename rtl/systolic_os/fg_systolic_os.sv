/// Output-stationary systolic array, Rows x Cols, signed products: a tile of results stays in the
/// cells while K operand pairs stream through, c[i][n] = sum over k of a[k][i] * b[k][n], modulo
/// 2^AccWidth.
/// Streams: a takes operand columns (one value a row), b operand rows (one value a column), taken
/// together; a_last_i marks the last pair of a tile. c gives the result rows of the tile, row 0
/// first, c_last_o on the last.
/// Timing: an operand pair a cycle. A tile of K pairs computes for K + Rows + Cols - 2 cycles from
/// its first pair; row 0 is offered in the cycle after, Rows + Cols - 1 cycles after the last pair
/// was taken, then a row a cycle: K + 2 Rows + Cols - 2 cycles alone. The next tile computes
/// meanwhile; its last pair waits until Rows cycles after this one's: tiles start max(K, Rows)
/// cycles apart.
/// Stall: while a result row is offered and not taken, nothing moves.
/// Leaves out: sums that go on from an earlier tile (stream all of K), zero skipping.
module fg_systolic_os #(
  parameter int unsigned Rows = 16,
  parameter int unsigned Cols = 16,
  parameter int unsigned DataWidth = 8,
  parameter int unsigned AccWidth = 32
) (
  input  logic                      clk_i,
  input  logic                      rst_ni,
  input  logic                      a_valid_i,
  output logic                      a_ready_o,
  input  logic                      a_last_i,
  input  logic [Rows*DataWidth-1:0] a_data_i,
  input  logic                      b_valid_i,
  output logic                      b_ready_o,
  input  logic [Cols*DataWidth-1:0] b_data_i,
  output logic                      c_valid_o,
  input  logic                      c_ready_i,
  output logic                      c_last_o,
  output logic [Cols*AccWidth-1:0]  c_data_o
);

  localparam int unsigned Latency = Rows + Cols - 1;
  localparam int unsigned GapWidth = $clog2(Rows + 1);

  logic                    advance, is_open, take, last;
  logic [Latency+Rows-2:0] last_q;  // marks of tiles that compute or drain, by age
  logic [GapWidth-1:0]     gap_q;   // cycles until a last pair may pass again

  assign c_valid_o = last_q[Latency+Rows-2:Latency-1] != '0;
  assign c_last_o = last_q[Latency+Rows-2];
  assign advance = !c_valid_o || c_ready_i;
  assign is_open = advance && (!a_last_i || gap_q == '0);
  assign a_ready_o = is_open && b_valid_i;
  assign b_ready_o = is_open && a_valid_i;
  assign take = is_open && a_valid_i && b_valid_i;
  assign last = take && a_last_i;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      last_q <= '0;
      gap_q  <= '0;
    end else if (advance) begin
      last_q <= {last_q[Latency+Rows-3:0], last};
      if (last) gap_q <= GapWidth'(Rows - 1);
      else if (gap_q != '0) gap_q <= gap_q - GapWidth'(1);
    end
  end

  logic [Rows*DataWidth-1:0] a_skewed;
  logic [Cols*DataWidth-1:0] b_skewed;
  logic [Rows-1:0]           last_skewed;
  logic [Cols*AccWidth-1:0]  results;

  // A cycle without operands adds nothing: zeros go in.
  fg_skew #(.Lanes(Rows), .Width(DataWidth), .Ascending(1'b0)) u_skew_a (
    .clk_i(clk_i), .rst_ni(rst_ni), .advance_i(advance), .data_i(take ? a_data_i : '0),
    .data_o(a_skewed)
  );
  fg_skew #(.Lanes(Rows), .Width(1), .Ascending(1'b0)) u_skew_last (
    .clk_i(clk_i), .rst_ni(rst_ni), .advance_i(advance), .data_i({Rows{last}}),
    .data_o(last_skewed)
  );
  fg_skew #(.Lanes(Cols), .Width(DataWidth)) u_skew_b (
    .clk_i(clk_i), .rst_ni(rst_ni), .advance_i(advance), .data_i(b_data_i), .data_o(b_skewed)
  );
  fg_systolic_os_grid #(
    .Rows(Rows), .Cols(Cols), .DataWidth(DataWidth), .AccWidth(AccWidth)
  ) u_grid (
    .clk_i(clk_i), .rst_ni(rst_ni), .advance_i(advance), .a_i(a_skewed), .b_i(b_skewed),
    .last_i(last_skewed), .result_o(results)
  );
  fg_skew #(.Lanes(Cols), .Width(AccWidth), .Ascending(1'b0)) u_deskew_results (
    .clk_i(clk_i), .rst_ni(rst_ni), .advance_i(advance), .data_i(results), .data_o(c_data_o)
  );

`ifndef SYNTHESIS
  StableWhileStalled: assert property (@(posedge clk_i) disable iff (!rst_ni)
    c_valid_o && !c_ready_i |=> c_valid_o && $stable(c_data_o))
    else $error("a stalled result row changed");
`endif

endmodule
