/// Unsigned product, 2 cycles after its operands, every cycle; no handshake, no reset.
module plain_multiplier (
  input  logic        clk,
  input  logic [15:0] a,
  input  logic [15:0] b,
  output logic [31:0] y
);

  logic [15:0] a_q, b_q;

  always_ff @(posedge clk) begin
    a_q <= a;
    b_q <= b;
    y   <= 32'(a_q) * 32'(b_q);
  end

endmodule
