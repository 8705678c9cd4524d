/// Causal depthwise convolution over time, width 4, Lanes channels a beat, 16-bit fixed point with
/// FractionBits in the taps: y[t] = saturate(round_half_even(sum of w[j] x[t-3+j] + bias)).
/// Streams: w takes taps (w_taps_i: tap 0, of the oldest sample, for all channels, then tap 1, ...)
/// and biases of a block's channels, x takes samples, a beat a time step, y gives the results.
/// x_first_i marks the first beat of a block: it waits for that block's taps, which come into use
/// as it passes, and clears the past; the taps of the next block may come meanwhile.
/// Timing: a beat a cycle, also across blocks; its result is offered 3 cycles after it was taken.
/// Stall: while a result is offered and not taken, nothing moves but the taps of the next block.
/// Leaves out: other widths than 4, a past that a block inherits, dilation.
module fg_causal_conv1d #(
  parameter int unsigned Lanes = 16,
  parameter int unsigned FractionBits = 12
) (
  input  logic                  clk_i,
  input  logic                  rst_ni,
  input  logic                  w_valid_i,
  output logic                  w_ready_o,
  input  logic [4*Lanes*16-1:0] w_taps_i,
  input  logic [Lanes*16-1:0]   w_bias_i,
  input  logic                  x_valid_i,
  output logic                  x_ready_o,
  input  logic                  x_first_i,
  input  logic [Lanes*16-1:0]   x_data_i,
  output logic                  y_valid_o,
  input  logic                  y_ready_i,
  output logic [Lanes*16-1:0]   y_data_o
);

  localparam int unsigned Latency = 3;
  localparam int unsigned Width = 16;

  logic                     advance, take, is_full;
  logic [4*Lanes*Width-1:0] taps;
  logic [Lanes*Width-1:0]   biases;

  assign x_ready_o = advance && (!x_first_i || is_full);
  assign take = x_valid_i && x_ready_o;

  fg_advance #(.Latency(Latency)) u_advance (
    .clk_i(clk_i), .rst_ni(rst_ni), .take_i(take), .advance_o(advance), .valid_o(y_valid_o),
    .ready_i(y_ready_i)
  );
  fg_parameter_set #(.Width(5 * Lanes * Width)) u_parameters (
    .clk_i(clk_i), .rst_ni(rst_ni), .valid_i(w_valid_i), .ready_o(w_ready_o),
    .data_i({w_bias_i, w_taps_i}), .swap_i(take && x_first_i), .full_o(is_full),
    .data_o({biases, taps})
  );

  for (genvar i = 0; i < Lanes; i++) begin : gen_lane
    fg_causal_conv1d_lane #(.Width(Width), .FractionBits(FractionBits)) u_lane (
      .clk_i    (clk_i),
      .rst_ni   (rst_ni),
      .advance_i(advance),
      .take_i   (take),
      .first_i  (x_first_i),
      .data_i   (x_data_i[i*Width +: Width]),
      .tap0_i   (taps[i*Width +: Width]),
      .tap1_i   (taps[(Lanes+i)*Width +: Width]),
      .tap2_i   (taps[(2*Lanes+i)*Width +: Width]),
      .tap3_i   (taps[(3*Lanes+i)*Width +: Width]),
      .bias_i   (biases[i*Width +: Width]),
      .data_o   (y_data_o[i*Width +: Width])
    );
  end

`ifndef SYNTHESIS
  StableWhileStalled: assert property (@(posedge clk_i) disable iff (!rst_ni)
    y_valid_o && !y_ready_i |=> y_valid_o && $stable(y_data_o))
    else $error("a stalled result changed");
`endif

endmodule
