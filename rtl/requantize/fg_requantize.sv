/// Requantiser: Lanes channels a beat, INT32 accumulators in, INT8 out, a scale for each channel: c
/// = saturate(round_half_even(a * multiplier / 2^shift) + zero point).
/// Streams: p takes the parameters of the Lanes channels of a tile, a takes accumulators, c gives
/// the results. a_first_i marks the first beat of a tile: it waits for that tile's parameters,
/// which come into use as it passes; those of the next tile may come meanwhile.
/// Timing: a beat a cycle, also across tiles; its result is offered 3 cycles after it was taken.
/// Stall: while a result is offered and not taken, nothing moves but the parameters of the next
/// tile.
/// Leaves out: activation limits narrower than INT8 (a ReLU is a zero point of -128).
module fg_requantize #(
  parameter int unsigned Lanes = 16
) (
  input  logic                clk_i,
  input  logic                rst_ni,
  input  logic                p_valid_i,
  output logic                p_ready_o,
  input  logic [Lanes*32-1:0] p_multiplier_i,
  input  logic [Lanes*6-1:0]  p_shift_i,
  input  logic [Lanes*8-1:0]  p_zero_i,
  input  logic                a_valid_i,
  output logic                a_ready_o,
  input  logic                a_first_i,
  input  logic [Lanes*32-1:0] a_data_i,
  output logic                c_valid_o,
  input  logic                c_ready_i,
  output logic [Lanes*8-1:0]  c_data_o
);

  localparam int unsigned Latency = 3;

  logic                advance, take, is_full;
  logic [Lanes*32-1:0] multipliers;
  logic [Lanes*6-1:0]  shifts;
  logic [Lanes*8-1:0]  zeros;

  assign a_ready_o = advance && (!a_first_i || is_full);
  assign take = a_valid_i && a_ready_o;

  fg_advance #(.Latency(Latency)) u_advance (
    .clk_i(clk_i), .rst_ni(rst_ni), .take_i(take), .advance_o(advance), .valid_o(c_valid_o),
    .ready_i(c_ready_i)
  );
  fg_parameter_set #(.Width(Lanes * 46)) u_parameters (
    .clk_i(clk_i), .rst_ni(rst_ni), .valid_i(p_valid_i), .ready_o(p_ready_o),
    .data_i({p_multiplier_i, p_shift_i, p_zero_i}), .swap_i(take && a_first_i), .full_o(is_full),
    .data_o({multipliers, shifts, zeros})
  );

  for (genvar i = 0; i < Lanes; i++) begin : gen_lane
    fg_requantize_lane u_lane (
      .clk_i       (clk_i),
      .rst_ni      (rst_ni),
      .advance_i   (advance),
      .acc_i       (a_data_i[i*32 +: 32]),
      .multiplier_i(multipliers[i*32 +: 32]),
      .shift_i     (shifts[i*6 +: 6]),
      .zero_i      (zeros[i*8 +: 8]),
      .data_o      (c_data_o[i*8 +: 8])
    );
  end

`ifndef SYNTHESIS
  StableWhileStalled: assert property (@(posedge clk_i) disable iff (!rst_ni)
    c_valid_o && !c_ready_i |=> c_valid_o && $stable(c_data_o))
    else $error("a stalled result changed");
`endif

endmodule
