/// Clocked AND. State: bit 0 stores a, bit 1 stores b.
/// Inputs, lowest first: a, b, clk; output: q. Timing, windows: fg_sfq_cell.
module fg_sfq_and2 #(
  parameter logic [575:0] LeastFs = '0,
  parameter logic [191:0] DelayFs = '0
) (
  input  logic clk_i,
  input  logic rst_ni,
  input  logic advance_i,
  input  logic [39:0] time_i,
  input  logic [2:0] in_i,
  output logic [0:0] out_o,
  output logic [39:0] out_time_o,
  output logic [2:0] first_o,
  output logic [2:0] kind_o
);

  logic [1:0] state, next;
  logic [2:0] pulse;
  logic [0:0] fire;

  always_comb begin
    next = state;
    fire = '0;
    if (pulse[0]) next[0] = 1'b1;
    if (pulse[1]) next[1] = 1'b1;
    if (pulse[2]) next = 2'd0;
    fire[0] = pulse[2] && state == 2'd3;
  end

  fg_sfq_cell #(
    .Inputs(3), .Outputs(1), .HasClock(1'b1), .LeastFs(LeastFs), .DelayFs(DelayFs)
  ) u_cell (
    .clk_i(clk_i), .rst_ni(rst_ni), .advance_i(advance_i), .time_i(time_i), .in_i(in_i),
    .pulse_o(pulse), .state_o(state), .next_i(next), .fire_i(fire), .out_o(out_o),
    .out_time_o(out_time_o), .first_o(first_o), .kind_o(kind_o)
  );

endmodule
