/// Valid marks of a pipeline of Latency stages that moves as a whole: it stands still while a
/// result is offered and not taken, and moves in every other cycle. take_i: a beat enters in this
/// cycle.
module fg_advance #(
  parameter int unsigned Latency = 2
) (
  input  logic clk_i,
  input  logic rst_ni,
  input  logic take_i,
  output logic advance_o,
  output logic valid_o,
  input  logic ready_i
);

  logic [Latency-1:0] valid_q;

  assign valid_o = valid_q[Latency-1];
  assign advance_o = !valid_o || ready_i;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) valid_q <= '0;
    else if (advance_o) valid_q <= {valid_q[Latency-2:0], take_i};
  end

endmodule
