/// One column in the second pass: exp(score - max) times 1 / sum = mantissa * 2^-exponent, rounded
/// half to even to a fraction of 2^16 and saturated at 65535. Latency 6 cycles, one a cycle.
module fg_online_softmax_lane #(
  parameter int unsigned InFrac = 8
) (
  input  logic        clk_i,
  input  logic        rst_ni,
  input  logic        advance_i,
  input  logic [15:0] score_i,
  input  logic [15:0] max_i,
  input  logic [20:0] inverse_mantissa_i,
  input  logic [5:0]  inverse_exponent_i,
  output logic [15:0] data_o
);

  logic [15:0] distance_q;
  logic [20:0] mantissa, inverse_mantissa;
  logic [5:0]  shift, inverse_exponent;
  logic        is_none;
  fg_exp_negative #(.InWidth(16), .InFrac(InFrac)) u_exp (
    .clk_i(clk_i), .rst_ni(rst_ni), .advance_i(advance_i), .data_i(distance_q),
    .mantissa_o(mantissa), .shift_o(shift)
  );
  fg_delay #(.Width(28), .Cycles(4)) u_inverse (
    .clk_i(clk_i), .rst_ni(rst_ni), .advance_i(advance_i),
    .data_i({score_i == 16'h8000, inverse_mantissa_i, inverse_exponent_i}),
    .data_o({is_none, inverse_mantissa, inverse_exponent})
  );

  // exp = mantissa * 2^-(20 + shift), 1 / sum = inverse * 2^-exponent: 16 fraction bits stay.
  logic signed [42:0] product_q, rounded;
  logic        [6:0]  cut_q;
  fg_shift_half_even #(.Width(43), .ShiftWidth(7)) u_round (
    .data_i(product_q), .shift_i(cut_q), .data_o(rounded)
  );

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      distance_q <= '0;
      product_q  <= '0;
      cut_q      <= '0;
      data_o     <= '0;
    end else if (advance_i) begin
      distance_q <= max_i - score_i;
      product_q  <= is_none ? '0 : $signed(43'(mantissa) * 43'(inverse_mantissa));
      cut_q      <= 7'd4 + 7'(shift) + 7'(inverse_exponent);
      data_o     <= rounded[42:16] == '0 ? rounded[15:0] : '1;
    end
  end

endmodule
