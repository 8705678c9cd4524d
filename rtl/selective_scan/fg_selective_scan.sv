/// Selective scan (Mamba): for Channels channels and States states a channel, at each step
///   h = exp(-dt * a) * h + dt * x * b,   y = sum over states of c * h + d * x.
/// p brings the parameters of the channels: a (the magnitude of A, which is negative) and d; x
/// brings a step: dt and x of the channels, b and c shared by them. x_first_i marks the first step
/// of a sequence: it waits for a beat of p and takes it, and h starts from 0.
/// Formats: x, b, c, d, y signed, 16 bits, 8 fraction bits; dt unsigned, 16 bits, 12; a unsigned,
/// 16 bits, 8; h signed, 32 bits, 16; the decay 20 fraction bits (fg_exp_negative, cut). Rounding
/// half to even where bits go: dt x b and decay * h to 16 fraction bits, y to 8. h and y saturate.
/// Timing: a step a cycle, its y is offered 9 cycles after it was taken.
/// Stall: while a y is offered and not taken, nothing moves.
/// Leaves out: gating and skip by z (an elementwise operator), softplus of dt.
module fg_selective_scan #(
  parameter int unsigned Channels = 4,
  parameter int unsigned States = 16
) (
  input  logic                          clk_i,
  input  logic                          rst_ni,
  input  logic                          p_valid_i,
  output logic                          p_ready_o,
  input  logic [Channels*States*16-1:0] p_a_i,  // channel major
  input  logic [Channels*16-1:0]        p_d_i,
  input  logic                          x_valid_i,
  output logic                          x_ready_o,
  input  logic                          x_first_i,
  input  logic [Channels*16-1:0]        x_dt_i,
  input  logic [Channels*16-1:0]        x_data_i,
  input  logic [States*16-1:0]          x_b_i,
  input  logic [States*16-1:0]          x_c_i,
  output logic                          y_valid_o,
  input  logic                          y_ready_i,
  output logic [Channels*16-1:0]        y_data_o
);

  logic advance, take, load;
  assign advance = !y_valid_o || y_ready_i;
  assign x_ready_o = advance && (!x_first_i || p_valid_i);
  assign take = x_valid_i && x_ready_o;
  assign p_ready_o = advance && x_valid_i && x_first_i;
  assign load = p_valid_i && p_ready_o;

  // Parameters in use; a first step sees those that it takes.
  logic [Channels*States*16-1:0] a, a_q;
  logic [Channels*16-1:0]        d, d_q;
  assign a = load ? p_a_i : a_q;
  assign d = load ? p_d_i : d_q;
  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      a_q <= '0;
      d_q <= '0;
    end else begin
      a_q <= a;
      d_q <= d;
    end
  end

  logic                 step, first;
  logic [States*16-1:0] b, c;
  fg_delay #(.Width(1), .Cycles(9)) u_valid (
    .clk_i(clk_i), .rst_ni(rst_ni), .advance_i(advance), .data_i(take), .data_o(y_valid_o)
  );
  fg_delay #(.Width(2), .Cycles(5)) u_step (
    .clk_i(clk_i), .rst_ni(rst_ni), .advance_i(advance), .data_i({take, x_first_i}),
    .data_o({step, first})
  );
  fg_delay #(.Width(States * 16), .Cycles(1)) u_b (
    .clk_i(clk_i), .rst_ni(rst_ni), .advance_i(advance), .data_i(x_b_i), .data_o(b)
  );
  fg_delay #(.Width(States * 16), .Cycles(6)) u_c (
    .clk_i(clk_i), .rst_ni(rst_ni), .advance_i(advance), .data_i(x_c_i), .data_o(c)
  );

  for (genvar i = 0; i < Channels; i++) begin : gen_channel
    fg_selective_scan_channel #(.States(States)) u_channel (
      .clk_i(clk_i), .rst_ni(rst_ni), .advance_i(advance), .a_i(a[i*States*16 +: States*16]),
      .d_i(d[i*16 +: 16]), .dt_i(x_dt_i[i*16 +: 16]), .x_i(x_data_i[i*16 +: 16]), .b_i(b),
      .step_i(step), .first_i(first), .c_i(c), .y_o(y_data_o[i*16 +: 16])
    );
  end

`ifndef SYNTHESIS
  StableWhileStalled: assert property (@(posedge clk_i) disable iff (!rst_ni)
    y_valid_o && !y_ready_i |=> y_valid_o && $stable(y_data_o))
    else $error("a stalled result changed");
`endif

endmodule
