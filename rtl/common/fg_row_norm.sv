/// Layer norm (Centre = 1) or RMS norm (0) of rows of N = Lanes * T columns, statistics in one pass
/// and no division: with S = sum of x (0 when not centred) and Q = sum of x^2,
///   y = (N x - S) / sqrt(N Q - S^2 + Epsilon N^2) * gain + bias,
/// the integers exact, 1/sqrt from a table seed and two Newton steps. x, bias and y have InFrac
/// fraction bits, gain GainFrac; the normalised value is rounded half to even to 14 fraction bits,
/// y to InFrac, and saturated. Epsilon counts units of x^2 (2^-16 with 8 fraction bits).
/// g brings gain and bias of the columns, a beat for each beat of every row.
/// Timing: a beat a cycle; the second pass of a row may take its first beat (and that of g)
/// FirstPass = 13 cycles after its last x beat was taken; the result is offered 5 cycles later.
/// Stall: a result not taken, or no g, holds the second pass; x waits when Depth beats or Rows
/// unread rows are inside. Leaves out: rows above Depth beats (cut there), part-filled last beats.
module fg_row_norm #(
  parameter bit Centre = 1'b1,
  parameter int unsigned Lanes = 8,
  parameter int unsigned InFrac = 8,
  parameter int unsigned GainFrac = 12,
  parameter int unsigned Epsilon = 1,
  parameter int unsigned Depth = 64,
  parameter int unsigned Rows = 32
) (
  input  logic                clk_i,
  input  logic                rst_ni,
  input  logic                x_valid_i,
  output logic                x_ready_o,
  input  logic                x_last_i,
  input  logic [Lanes*16-1:0] x_data_i,
  input  logic                g_valid_i,
  output logic                g_ready_o,
  input  logic [Lanes*16-1:0] g_gain_i,
  input  logic [Lanes*16-1:0] g_bias_i,
  output logic                y_valid_o,
  input  logic                y_ready_i,
  output logic                y_last_o,
  output logic [Lanes*16-1:0] y_data_o
);

  localparam int unsigned CountWidth = $clog2(Lanes * Depth + 1);  // of N
  localparam int unsigned SumWidth = 16 + $clog2(Lanes * Depth);
  localparam int unsigned VarWidth = 32 + 2 * $clog2(Lanes * Depth);
  localparam int unsigned PositionWidth = $clog2(VarWidth);
  localparam int unsigned StatsWidth = CountWidth + SumWidth + 21 + PositionWidth - 1;
  localparam int unsigned BeatsWidth = $clog2(Depth + 1);

  logic                  take, first, last, done;
  logic [BeatsWidth-1:0] beats;
  logic [StatsWidth-1:0] stats, row_stats;
  logic                  advance, row_valid, row_last, pop;
  logic [Lanes*16-1:0]   row_data;

  fg_row_norm_stats #(
    .Centre(Centre), .Lanes(Lanes), .Epsilon(Epsilon), .CountWidth(CountWidth),
    .SumWidth(SumWidth), .VarWidth(VarWidth), .PositionWidth(PositionWidth)
  ) u_stats (
    .clk_i(clk_i), .rst_ni(rst_ni), .valid_i(take), .first_i(first), .last_i(last),
    .count_i(CountWidth'(beats) * CountWidth'(Lanes)), .data_i(x_data_i), .valid_o(done),
    .stats_o(stats)
  );
  fg_row_store #(
    .BeatWidth(Lanes * 16), .StatsWidth(StatsWidth), .Depth(Depth), .Rows(Rows)
  ) u_store (
    .clk_i(clk_i), .rst_ni(rst_ni), .x_valid_i(x_valid_i), .x_ready_o(x_ready_o),
    .x_last_i(x_last_i), .x_data_i(x_data_i), .take_o(take), .first_o(first), .last_o(last),
    .beats_o(beats), .stats_valid_i(done), .stats_i(stats), .row_valid_o(row_valid),
    .row_last_o(row_last), .row_data_o(row_data), .row_stats_o(row_stats), .pop_i(pop)
  );

  assign advance = !y_valid_o || y_ready_i;
  assign g_ready_o = advance && row_valid;
  assign pop = g_valid_i && g_ready_o;
  for (genvar i = 0; i < Lanes; i++) begin : gen_lane
    fg_row_norm_lane #(
      .InFrac(InFrac), .GainFrac(GainFrac), .CountWidth(CountWidth), .SumWidth(SumWidth),
      .ExponentWidth(PositionWidth - 1)
    ) u_lane (
      .clk_i(clk_i), .rst_ni(rst_ni), .advance_i(advance), .stats_i(row_stats),
      .data_i(row_data[i*16 +: 16]), .gain_i(g_gain_i[i*16 +: 16]),
      .bias_i(g_bias_i[i*16 +: 16]), .data_o(y_data_o[i*16 +: 16])
    );
  end
  fg_delay #(.Width(2), .Cycles(5)) u_marks (
    .clk_i(clk_i), .rst_ni(rst_ni), .advance_i(advance), .data_i({pop, row_last}),
    .data_o({y_valid_o, y_last_o})
  );

`ifndef SYNTHESIS
  StableWhileStalled: assert property (@(posedge clk_i) disable iff (!rst_ni)
    y_valid_o && !y_ready_i |=> y_valid_o && $stable({y_last_o, y_data_o}))
    else $error("a stalled beat of results changed");
`endif

endmodule
