/// FP32 sum, combinational, as IEEE 754 says: round to nearest even, subnormals in full, overflow
/// to infinity; every NaN is 7fffffff. The smaller number is aligned to the larger one with two
/// guard bits and a sticky bit; a difference is lifted as far as the exponent allows.
module fg_fp32_add (
  input  logic [31:0] a_i,
  input  logic [31:0] b_i,
  output logic [31:0] sum_o
);

  logic [31:0] major, minor;
  logic        is_subtraction;
  assign {major, minor} = b_i[30:0] > a_i[30:0] ? {b_i, a_i} : {a_i, b_i};
  assign is_subtraction = major[31] ^ minor[31];

  // Exponent field less one; the hidden bit adds it where there is one.
  logic        is_normal_major, is_normal_minor;
  logic [7:0]  exponent_major, exponent_minor, distance;
  logic [26:0] significand_major, significand_minor, shifted, aligned;
  assign is_normal_major = major[30:23] != '0;
  assign is_normal_minor = minor[30:23] != '0;
  assign exponent_major = is_normal_major ? major[30:23] - 8'd1 : '0;
  assign exponent_minor = is_normal_minor ? minor[30:23] - 8'd1 : '0;
  assign significand_major = {is_normal_major, major[22:0], 3'b0};
  assign significand_minor = {is_normal_minor, minor[22:0], 3'b0};
  assign distance = exponent_major - exponent_minor;
  assign shifted = significand_minor >> distance;
  assign aligned = {shifted[26:1], shifted[0] | ((shifted << distance) != significand_minor)};

  // Lift the highest one to bit 27, the hidden bit, or as far as the exponent has room.
  logic [27:0] sum, normalised, lifted;
  logic [4:0]  position;
  logic [7:0]  wanted, room, exponent;
  logic        is_subnormal;
  assign sum = is_subtraction ? {1'b0, significand_major} - {1'b0, aligned}
                              : {1'b0, significand_major} + {1'b0, aligned};
  fg_normalise #(.Width(28), .PositionWidth(5)) u_normalise (
    .data_i(sum), .position_o(position), .data_o(normalised)
  );
  assign wanted = 8'd27 - 8'(position);
  assign room = exponent_major + 8'd1;
  assign is_subnormal = room < wanted;
  assign lifted = is_subnormal ? sum << room : normalised;
  assign exponent = is_subnormal ? '0 : room - wanted;

  logic signed [28:0] rounded;
  logic        [31:0] magnitude;  // a carry of the rounding moves into the exponent as it should
  fg_shift_half_even #(.Width(29), .ShiftWidth(3)) u_round (
    .data_i({1'b0, lifted}), .shift_i(3'd4), .data_o(rounded)
  );
  assign magnitude = {1'b0, exponent, 23'b0} + 32'($unsigned(rounded));

  logic is_nan, is_top;
  assign is_top = major[30:23] == '1;
  assign is_nan = is_top && (major[22:0] != '0 || (minor[30:23] == '1 && is_subtraction));

  always_comb begin
    sum_o = {major[31], magnitude[30:0]};
    if (is_top || magnitude >= 32'h7f800000) sum_o = {major[31], 8'hff, 23'b0};
    if (sum == '0) sum_o = {major[31] & minor[31], 31'b0};
    if (is_nan) sum_o = 32'h7fffffff;
  end

endmodule
