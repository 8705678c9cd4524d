/// 1 / sqrt(v) of an integer v > 0 as mantissa * 2^-(20 + exponent): v = s * 4^exponent with s in
/// [1, 4) and 20 fraction bits, a table of 48 gives 1/sqrt(s) to 1 part in 62, two Newton steps
/// y (3 - s y^2) / 2 the rest. Error of the mantissa: at most 2 units of 2^-20 (y^2, s y^2 and y
/// cut, s cut; Newton itself 0.3).
/// Timing: latency 7 cycles, one a cycle; advance_i low holds everything. Leaves out v = 0: the
/// mantissa is then meaningless.
module fg_reciprocal_sqrt #(
  parameter int unsigned Width = 50,
  parameter int unsigned PositionWidth = 6
) (
  input  logic                     clk_i,
  input  logic                     rst_ni,
  input  logic                     advance_i,
  input  logic [Width-1:0]         data_i,
  output logic [20:0]              mantissa_o,
  output logic [PositionWidth-2:0] exponent_o
);

  localparam logic [48*10-1:0] Seeds = {
    10'd514, 10'd518, 10'd522, 10'd527, 10'd531, 10'd536, 10'd540, 10'd545,
    10'd550, 10'd555, 10'd560, 10'd565, 10'd571, 10'd576, 10'd582, 10'd588,
    10'd594, 10'd601, 10'd607, 10'd614, 10'd621, 10'd628, 10'd636, 10'd644,
    10'd652, 10'd660, 10'd669, 10'd678, 10'd687, 10'd697, 10'd708, 10'd718,
    10'd730, 10'd742, 10'd754, 10'd767, 10'd781, 10'd796, 10'd811, 10'd828,
    10'd845, 10'd864, 10'd883, 10'd905, 10'd928, 10'd952, 10'd979, 10'd1008
  };

  logic [PositionWidth-1:0] position;
  logic [Width-1:0]         normal;
  fg_normalise #(.Width(Width), .PositionWidth(PositionWidth)) u_normalise (
    .data_i(data_i), .position_o(position), .data_o(normal)
  );

  logic [21:0] s1_q, s2_q, s3_q, s4_q, s5_q;  // s, 20 fraction bits
  logic [9:0]  seed2_q, seed3_q;              // 10 fraction bits
  logic [21:0] factor3_q, factor6_q;          // 3 - s y^2
  logic [20:0] y4_q, y5_q, y6_q, square5_q;
  logic [5:0]  interval;                      // of 1/16, from s = 1
  logic [19:0] square0;
  logic [41:0] near0;
  logic [31:0] first;
  logic [41:0] square1;
  logic [42:0] near1, second;
  assign interval = s1_q[21:16] - 6'd16;
  assign square0 = 20'(seed2_q) * 20'(seed2_q);
  assign near0 = 42'(s2_q) * 42'(square0);
  assign first = 32'(factor3_q) * 32'(seed3_q);
  assign square1 = 42'(y4_q) * 42'(y4_q);
  assign near1 = 43'(s5_q) * 43'(square5_q);
  assign second = 43'(factor6_q) * 43'(y6_q);

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      {s1_q, s2_q, s3_q, s4_q, s5_q} <= '0;
      {seed2_q, seed3_q, factor3_q, factor6_q, y4_q, y5_q, y6_q, square5_q} <= '0;
      mantissa_o <= '0;
    end else if (advance_i) begin
      s1_q       <= position[0] ? normal[Width-1 -: 22] : 22'(normal[Width-1 -: 21]);
      s2_q       <= s1_q;
      s3_q       <= s2_q;
      s4_q       <= s3_q;
      s5_q       <= s4_q;
      seed2_q    <= Seeds[32'(interval)*10 +: 10];
      seed3_q    <= seed2_q;
      factor3_q  <= 22'd3145728 - near0[41:20];
      y4_q       <= first[31:11];
      y5_q       <= y4_q;
      y6_q       <= y5_q;
      square5_q  <= square1[40:20];
      factor6_q  <= 22'd3145728 - near1[41:20];
      mantissa_o <= second[41:21];
    end
  end
  fg_delay #(.Width(PositionWidth - 1), .Cycles(7)) u_exponent (
    .clk_i(clk_i), .rst_ni(rst_ni), .advance_i(advance_i),
    .data_i(position[PositionWidth-1:1]), .data_o(exponent_o)
  );

  logic unused;
  assign unused = ^{normal[Width-23:0], near0[19:0], first[10:0], square1[41], square1[19:0],
                    near1[42], near1[19:0], second[42], second[20:0]};

endmodule
