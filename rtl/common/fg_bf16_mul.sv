/// FP32 product of two BF16 numbers, combinational. Exact, except that a product below the normal
/// numbers is rounded once to nearest even and one too large becomes infinity. Subnormals count in
/// full; every NaN is 7fffffff.
module fg_bf16_mul (
  input  logic [15:0] a_i,
  input  logic [15:0] b_i,
  output logic [31:0] product_o
);

  logic       is_normal_a, is_normal_b, is_top_a, is_top_b, is_zero_a, is_zero_b, is_nan, sign;
  logic [7:0] exponent_a, exponent_b, significand_a, significand_b;

  assign is_normal_a = a_i[14:7] != '0;
  assign is_normal_b = b_i[14:7] != '0;
  assign exponent_a = is_normal_a ? a_i[14:7] : 8'd1;
  assign exponent_b = is_normal_b ? b_i[14:7] : 8'd1;
  assign significand_a = {is_normal_a, a_i[6:0]};
  assign significand_b = {is_normal_b, b_i[6:0]};
  assign is_top_a = a_i[14:7] == '1;  // infinity or NaN
  assign is_top_b = b_i[14:7] == '1;
  assign is_zero_a = a_i[14:0] == '0;
  assign is_zero_b = b_i[14:0] == '0;
  assign is_nan = (is_top_a && a_i[6:0] != '0) || (is_top_b && b_i[6:0] != '0)
                  || (is_top_a && is_zero_b) || (is_top_b && is_zero_a);
  assign sign = a_i[15] ^ b_i[15];

  logic [15:0] product, normalised;
  logic [3:0]  position;
  assign product = 16'(significand_a) * 16'(significand_b);
  fg_normalise #(.Width(16), .PositionWidth(4)) u_normalise (
    .data_i(product), .position_o(position), .data_o(normalised)
  );

  // Exponent field less one (the hidden bit adds it); the product of two ones has its top bit at
  // position 14.
  logic signed [10:0] exponent;
  logic        [10:0] deficit;
  logic signed [24:0] rounded;
  logic        [30:0] magnitude;
  logic               is_too_large;
  assign exponent = $signed({3'b0, exponent_a}) + $signed({3'b0, exponent_b})
                    + $signed({7'b0, position}) - 11'sd142;
  assign deficit = exponent[10] ? -exponent : '0;
  fg_shift_half_even #(.Width(25), .ShiftWidth(11)) u_round (
    .data_i({1'b0, normalised, 8'b0}), .shift_i(deficit), .data_o(rounded)
  );
  assign is_too_large = exponent >= 11'sd254;
  assign magnitude = {exponent[10] ? 8'd0 : exponent[7:0], 23'b0} + 31'($unsigned(rounded));

  always_comb begin
    product_o = {sign, magnitude};
    if (is_top_a || is_top_b || is_too_large) product_o = {sign, 8'hff, 23'b0};
    if (is_zero_a || is_zero_b) product_o = {sign, 31'b0};
    if (is_nan) product_o = 32'h7fffffff;
  end

endmodule
