/// Softmax of rows of scores, Lanes columns a beat: x takes the scores (signed, 16 bits, InFrac
/// fraction bits), p gives their probabilities (unsigned fractions of 2^16, 1 as 65535), both in
/// the order of columns, the last beat of a row marked. The maximum and the sum are made in one
/// pass while the row comes in: sum = sum * exp(m_before - m) + sum of exp(x - m); the second pass
/// reads the row from a buffer: p = exp(x - m) * (1 / sum), rounded half to even, saturated.
/// A score of -2^15 means "no column" (mask, filling): its p is 0. A row ends with x_last_i or
/// after Depth beats.
/// Timing: a beat a cycle. The first beat of a row is offered 22 cycles after its last score beat
/// was taken (or right after the row before it), the others a cycle apart. x waits while Depth
/// beats or Rows unread rows are inside, so rows of T beats follow T cycles apart, and
/// 2 T + 16 - Depth where that is more. One row alone: 2 T + 21 cycles from first beat to last.
/// Stall: while p is offered and not taken the second pass holds; x goes on until the buffer is
/// full.
/// Leaves out: rows above Depth beats, exponentials other than base e.
module fg_online_softmax #(
  parameter int unsigned Lanes = 8,
  parameter int unsigned InFrac = 8,
  parameter int unsigned Depth = 64,
  parameter int unsigned Rows = 32
) (
  input  logic                clk_i,
  input  logic                rst_ni,
  input  logic                x_valid_i,
  output logic                x_ready_o,
  input  logic                x_last_i,
  input  logic [Lanes*16-1:0] x_data_i,
  output logic                p_valid_o,
  input  logic                p_ready_i,
  output logic                p_last_o,
  output logic [Lanes*16-1:0] p_data_o
);

  localparam int unsigned BlockWidth = 22 + $clog2(Lanes);
  localparam int unsigned SumWidth = 22 + $clog2(Lanes * Depth);
  localparam int unsigned StatsWidth = 16 + 21 + 6;

  // First pass: maximum and sum.
  logic                  take, first, last, b_valid, b_first, b_last;
  logic [15:0]           b_max;
  logic [20:0]           scale_mantissa;
  logic [5:0]            scale_shift;
  logic [Lanes*21-1:0]   exps;
  logic [BlockWidth-1:0] block_sum, block_sum_q;
  logic                  sum_valid, sum_first, done;
  logic [20:0]           sum_mantissa;
  logic [5:0]            sum_shift;
  logic [SumWidth-1:0]   sum;
  logic [15:0]           row_max;
  logic [StatsWidth-1:0] stats, row_stats;

  fg_softmax_block #(.Lanes(Lanes), .InFrac(InFrac)) u_block (
    .clk_i(clk_i), .rst_ni(rst_ni), .advance_i(1'b1), .valid_i(take), .first_i(first),
    .last_i(last), .data_i(x_data_i), .valid_o(b_valid), .first_o(b_first), .last_o(b_last),
    .max_o(b_max), .scale_mantissa_o(scale_mantissa), .scale_shift_o(scale_shift), .exp_o(exps)
  );
  always_comb begin
    block_sum = '0;
    for (int unsigned i = 0; i < Lanes; i++) begin
      block_sum = block_sum + BlockWidth'(exps[i*21 +: 21]);
    end
  end
  fg_delay #(.Width(BlockWidth + 29), .Cycles(1)) u_block_sum (
    .clk_i(clk_i), .rst_ni(rst_ni), .advance_i(1'b1),
    .data_i({block_sum, b_valid, b_first, scale_mantissa, scale_shift}),
    .data_o({block_sum_q, sum_valid, sum_first, sum_mantissa, sum_shift})
  );
  fg_scaled_sum #(.Width(SumWidth), .InWidth(BlockWidth)) u_sum (
    .clk_i(clk_i), .rst_ni(rst_ni), .advance_i(1'b1), .valid_i(sum_valid), .first_i(sum_first),
    .mantissa_i(sum_mantissa), .shift_i(sum_shift), .data_i(block_sum_q), .sum_o(sum)
  );
  fg_reciprocal #(.Width(SumWidth), .PositionWidth(6)) u_reciprocal (
    .clk_i(clk_i), .rst_ni(rst_ni), .advance_i(1'b1), .data_i(sum), .mantissa_o(stats[26:6]),
    .exponent_o(stats[5:0])
  );
  fg_delay #(.Width(17), .Cycles(8)) u_row_max (
    .clk_i(clk_i), .rst_ni(rst_ni), .advance_i(1'b1), .data_i({b_valid && b_last, b_max}),
    .data_o({done, row_max})
  );
  assign stats[StatsWidth-1:27] = row_max;

  // Second pass: probabilities.
  logic                advance, row_valid, row_last, pop;
  logic [Lanes*16-1:0] row_data;
  logic [$clog2(Depth+1)-1:0] beats;
  logic                unused;
  assign unused = ^beats;
  assign advance = !p_valid_o || p_ready_i;
  assign pop = advance && row_valid;

  fg_row_store #(
    .BeatWidth(Lanes * 16), .StatsWidth(StatsWidth), .Depth(Depth), .Rows(Rows)
  ) u_store (
    .clk_i(clk_i), .rst_ni(rst_ni), .x_valid_i(x_valid_i), .x_ready_o(x_ready_o),
    .x_last_i(x_last_i), .x_data_i(x_data_i), .take_o(take), .first_o(first), .last_o(last),
    .beats_o(beats), .stats_valid_i(done), .stats_i(stats), .row_valid_o(row_valid),
    .row_last_o(row_last), .row_data_o(row_data), .row_stats_o(row_stats), .pop_i(pop)
  );
  for (genvar i = 0; i < Lanes; i++) begin : gen_lane
    fg_online_softmax_lane #(.InFrac(InFrac)) u_lane (
      .clk_i(clk_i), .rst_ni(rst_ni), .advance_i(advance), .score_i(row_data[i*16 +: 16]),
      .max_i(row_stats[StatsWidth-1:27]), .inverse_mantissa_i(row_stats[26:6]),
      .inverse_exponent_i(row_stats[5:0]), .data_o(p_data_o[i*16 +: 16])
    );
  end
  fg_delay #(.Width(2), .Cycles(6)) u_marks (
    .clk_i(clk_i), .rst_ni(rst_ni), .advance_i(advance), .data_i({pop, row_last}),
    .data_o({p_valid_o, p_last_o})
  );

`ifndef SYNTHESIS
  StableWhileStalled: assert property (@(posedge clk_i) disable iff (!rst_ni)
    p_valid_o && !p_ready_i |=> p_valid_o && $stable({p_last_o, p_data_o}))
    else $error("a stalled beat of probabilities changed");
`endif

endmodule
