/// Splitter: a pulse leaves on both outputs.
/// Inputs, lowest first: a; outputs: q0, q1. Timing, windows: fg_sfq_cell.
module fg_sfq_split #(
  parameter logic [63:0] LeastFs = '0,
  parameter logic [127:0] DelayFs = '0
) (
  input  logic clk_i,
  input  logic rst_ni,
  input  logic advance_i,
  input  logic [39:0] time_i,
  input  logic [0:0] in_i,
  output logic [1:0] out_o,
  output logic [79:0] out_time_o,
  output logic [0:0] first_o,
  output logic [2:0] kind_o
);

  logic [1:0] state;
  logic [0:0] pulse;
  logic [1:0] fire;

  always_comb begin
    fire = '0;
    fire = {2{pulse[0]}};
  end

  fg_sfq_cell #(
    .Inputs(1), .Outputs(2), .HasClock(1'b0), .LeastFs(LeastFs), .DelayFs(DelayFs)
  ) u_cell (
    .clk_i(clk_i), .rst_ni(rst_ni), .advance_i(advance_i), .time_i(time_i), .in_i(in_i),
    .pulse_o(pulse), .state_o(state), .next_i(state), .fire_i(fire), .out_o(out_o),
    .out_time_o(out_time_o), .first_o(first_o), .kind_o(kind_o)
  );

endmodule
