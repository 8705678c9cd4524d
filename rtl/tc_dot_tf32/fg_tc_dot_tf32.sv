/// Tensor-core dot product of 8 TF32 terms and an FP32 addend.
/// Timing: a result a cycle, 5 cycles after its operands; stalls with the output (fg_tc_dot).
module fg_tc_dot_tf32 (
  input  logic         clk_i,
  input  logic         rst_ni,
  input  logic         in_valid_i,
  output logic         in_ready_o,
  input  logic [151:0] in_a_i,
  input  logic [151:0] in_b_i,
  input  logic [31:0]  in_c_i,
  output logic         out_valid_o,
  input  logic         out_ready_i,
  output logic [31:0]  out_d_o
);

  fg_tc_dot #(
    .Terms(8), .Exponent(8), .Mantissa(10), .HasInfinity(1'b1), .HasWideA(1'b0),
    .Fraction(25), .ResultBits(23)
  ) u_dot (
    .clk_i(clk_i), .rst_ni(rst_ni), .in_valid_i(in_valid_i), .in_ready_o(in_ready_o),
    .in_a_i(in_a_i), .in_b_i(in_b_i), .in_c_i(in_c_i),
    .in_a_is_e5m2_i(1'b0),
    .out_valid_o(out_valid_o), .out_ready_i(out_ready_i), .out_d_o(out_d_o)
  );

endmodule
