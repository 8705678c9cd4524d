/// Sum of two signed bytes. Latency 1 cycle; one pair a cycle; stalls with sum_ready_i. No saturation: the sum has 9 bits.
module @name@ (
  input  logic              clk_i,
  input  logic              rst_ni,
  input  logic              pair_valid_i,
  output logic              pair_ready_o,
  input  logic signed [7:0] pair_a_i,
  input  logic signed [7:0] pair_b_i,
  output logic              sum_valid_o,
  input  logic              sum_ready_i,
  output logic signed [8:0] sum_value_o
);

  logic              valid_q;
  logic signed [8:0] value_q;

  assign sum_valid_o  = valid_q;
  assign sum_value_o  = value_q;
  assign pair_ready_o = !valid_q || sum_ready_i;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      valid_q <= 1'b0;
      value_q <= '0;
    end else if (pair_ready_o) begin
      valid_q <= pair_valid_i;
      value_q <= 9'(pair_a_i) + 9'(pair_b_i);
    end
  end

endmodule
