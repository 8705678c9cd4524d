/// Clocked inverter: the clock gives a pulse unless a came before it. States: clear, set.
/// Inputs, lowest first: a, clk; output: q. Timing, windows: fg_sfq_cell.
module fg_sfq_not #(
  parameter logic [255:0] LeastFs = '0,
  parameter logic [127:0] DelayFs = '0
) (
  input  logic clk_i,
  input  logic rst_ni,
  input  logic advance_i,
  input  logic [39:0] time_i,
  input  logic [1:0] in_i,
  output logic [0:0] out_o,
  output logic [39:0] out_time_o,
  output logic [1:0] first_o,
  output logic [2:0] kind_o
);

  logic [1:0] state, next;
  logic [1:0] pulse;
  logic [0:0] fire;

  always_comb begin
    next = state;
    fire = '0;
    if (pulse[0]) next = 2'd1;
    if (pulse[1]) next = 2'd0;
    fire[0] = pulse[1] && state == 2'd0;
  end

  fg_sfq_cell #(
    .Inputs(2), .Outputs(1), .HasClock(1'b1), .LeastFs(LeastFs), .DelayFs(DelayFs)
  ) u_cell (
    .clk_i(clk_i), .rst_ni(rst_ni), .advance_i(advance_i), .time_i(time_i), .in_i(in_i),
    .pulse_o(pulse), .state_o(state), .next_i(next), .fire_i(fire), .out_o(out_o),
    .out_time_o(out_time_o), .first_o(first_o), .kind_o(kind_o)
  );

endmodule
