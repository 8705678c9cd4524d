/// One channel: y[t] = saturate(round_half_even((sum of w[j] x[t-3+j]) / 2^FractionBits + bias)),
/// three stages: products, exact sum, rounding. first_i: what came before counts as 0. The window
/// moves when take_i is high.
module fg_causal_conv1d_lane #(
  parameter int unsigned Width = 16,
  parameter int unsigned FractionBits = 12
) (
  input  logic                    clk_i,
  input  logic                    rst_ni,
  input  logic                    advance_i,
  input  logic                    take_i,
  input  logic                    first_i,
  input  logic signed [Width-1:0] data_i,
  input  logic signed [Width-1:0] tap0_i,  // of the oldest sample
  input  logic signed [Width-1:0] tap1_i,
  input  logic signed [Width-1:0] tap2_i,
  input  logic signed [Width-1:0] tap3_i,  // of the sample that comes in
  input  logic signed [Width-1:0] bias_i,
  output logic signed [Width-1:0] data_o
);

  // Four products and the bias: 3 bits more than a product.
  localparam int unsigned SumWidth = 2 * Width + 3;

  logic signed [Width-1:0]   past1_q, past2_q, past3_q, past1, past2, past3, bias_q, saturated;
  logic signed [2*Width-1:0] product0_q, product1_q, product2_q, product3_q;
  logic signed [SumWidth-1:0] sum_q, rounded;

  assign past1 = first_i ? '0 : past1_q;
  assign past2 = first_i ? '0 : past2_q;
  assign past3 = first_i ? '0 : past3_q;

  fg_shift_half_even #(.Width(SumWidth)) u_round (
    .data_i(sum_q), .shift_i(6'(FractionBits)), .data_o(rounded)
  );
  fg_saturate_signed #(.InWidth(SumWidth), .OutWidth(Width)) u_saturate (
    .data_i(rounded), .data_o(saturated)
  );

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      {past1_q, past2_q, past3_q} <= '0;
      {product0_q, product1_q, product2_q, product3_q} <= '0;
      bias_q <= '0;
      sum_q  <= '0;
      data_o <= '0;
    end else if (advance_i) begin
      if (take_i) begin
        past1_q <= data_i;
        past2_q <= past1;
        past3_q <= past2;
      end
      product0_q <= (2*Width)'(tap0_i) * (2*Width)'(past3);
      product1_q <= (2*Width)'(tap1_i) * (2*Width)'(past2);
      product2_q <= (2*Width)'(tap2_i) * (2*Width)'(past1);
      product3_q <= (2*Width)'(tap3_i) * (2*Width)'(data_i);
      bias_q     <= bias_i;
      sum_q <= SumWidth'(product0_q) + SumWidth'(product1_q) + SumWidth'(product2_q)
               + SumWidth'(product3_q) + (SumWidth'(bias_q) <<< FractionBits);
      data_o <= saturated;
    end
  end

endmodule
