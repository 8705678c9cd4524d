/// 1 / v of an integer v > 0 as mantissa * 2^-(20 + exponent): v is scaled to s in [1, 2) with 20
/// fraction bits, a table of 32 gives 1/s to 1 part in 62, two Newton steps y (2 - s y) the rest.
/// Error of the mantissa: at most 3 units of 2^-20 (s cut, 2 - s y and y cut; Newton itself 0.1).
/// Timing: latency 6 cycles, one a cycle; advance_i low holds everything. Leaves out v = 0: the
/// mantissa is then meaningless.
module fg_reciprocal #(
  parameter int unsigned Width = 32,
  parameter int unsigned PositionWidth = 6
) (
  input  logic                     clk_i,
  input  logic                     rst_ni,
  input  logic                     advance_i,
  input  logic [Width-1:0]         data_i,
  output logic [20:0]              mantissa_o,
  output logic [PositionWidth-1:0] exponent_o
);

  localparam logic [32*10-1:0] Seeds = {
    10'd516, 10'd524, 10'd533, 10'd542, 10'd551, 10'd560, 10'd570, 10'd580,
    10'd590, 10'd601, 10'd612, 10'd624, 10'd636, 10'd649, 10'd662, 10'd676,
    10'd690, 10'd705, 10'd720, 10'd736, 10'd753, 10'd771, 10'd790, 10'd809,
    10'd830, 10'd851, 10'd874, 10'd898, 10'd923, 10'd950, 10'd978, 10'd1008
  };

  logic [PositionWidth-1:0] position;
  logic [Width-1:0]         normal;
  fg_normalise #(.Width(Width), .PositionWidth(PositionWidth)) u_normalise (
    .data_i(data_i), .position_o(position), .data_o(normal)
  );

  logic [20:0] s1_q, s2_q, s3_q, s4_q;  // s, 20 fraction bits
  logic [9:0]  seed2_q, seed3_q;        // 10 fraction bits
  logic [21:0] factor3_q, factor5_q;    // 2 - s y
  logic [20:0] y4_q, y5_q;
  logic [30:0] near0;
  logic [31:0] first;
  logic [41:0] near1;
  logic [42:0] second;
  assign near0 = 31'(s2_q) * 31'(seed2_q);
  assign first = 32'(factor3_q) * 32'(seed3_q);
  assign near1 = 42'(s4_q) * 42'(y4_q);
  assign second = 43'(factor5_q) * 43'(y5_q);

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      {s1_q, s2_q, s3_q, s4_q} <= '0;
      {seed2_q, seed3_q, factor3_q, factor5_q, y4_q, y5_q} <= '0;
      mantissa_o <= '0;
    end else if (advance_i) begin
      s1_q       <= normal[Width-1 -: 21];
      s2_q       <= s1_q;
      s3_q       <= s2_q;
      s4_q       <= s3_q;
      seed2_q    <= Seeds[32'(s1_q[19:15])*10 +: 10];
      seed3_q    <= seed2_q;
      factor3_q  <= 22'd2097152 - 22'(near0[30:10]);
      y4_q       <= first[30:10];
      y5_q       <= y4_q;
      factor5_q  <= 22'd2097152 - near1[41:20];
      mantissa_o <= second[40:20];
    end
  end
  fg_delay #(.Width(PositionWidth), .Cycles(6)) u_exponent (
    .clk_i(clk_i), .rst_ni(rst_ni), .advance_i(advance_i), .data_i(position), .data_o(exponent_o)
  );

  logic unused;
  assign unused = ^{normal[Width-22:0], near0[9:0], first[31], first[9:0], near1[19:0],
                    second[42:41], second[19:0]};

endmodule
