/// RMS norm of rows, Lanes columns a beat, statistics in one pass:
///   y = x / sqrt(mean of x^2 + Epsilon) * gain.
/// x and y: signed, 16 bits, 8 fraction bits (y rounded half to even, saturated); gain: signed, 16
/// bits, 12 fraction bits. x takes the row, its last beat marked; g brings the gain of the
/// columns, a beat for each beat of every row. Epsilon counts units of 2^-16.
/// Arithmetic and stall behaviour: fg_row_norm. A row ends with x_last_i or after Depth beats.
/// Timing: a beat a cycle. The first result of a row is offered 18 cycles after its last x beat was
/// taken (or right after the row before it), the others a cycle apart. Rows of T beats follow
/// T cycles apart, and 2 T + 13 - Depth where that is more. One row alone: 2 T + 17 cycles.
/// Stall: a result that is not taken, or no g, holds the second pass; x goes on until the buffer is
/// full. Leaves out: rows above Depth beats, rows that do not fill their last beat.
module fg_rms_norm #(
  parameter int unsigned Lanes = 8,
  parameter int unsigned Epsilon = 1,
  parameter int unsigned Depth = 64
) (
  input  logic                clk_i,
  input  logic                rst_ni,
  input  logic                x_valid_i,
  output logic                x_ready_o,
  input  logic                x_last_i,
  input  logic [Lanes*16-1:0] x_data_i,
  input  logic                g_valid_i,
  output logic                g_ready_o,
  input  logic [Lanes*16-1:0] g_gain_i,
  output logic                y_valid_o,
  input  logic                y_ready_i,
  output logic                y_last_o,
  output logic [Lanes*16-1:0] y_data_o
);

  fg_row_norm #(
    .Centre(1'b0), .Lanes(Lanes), .InFrac(8), .GainFrac(12), .Epsilon(Epsilon), .Depth(Depth),
    .Rows(32)
  ) u_norm (
    .clk_i    (clk_i),
    .rst_ni   (rst_ni),
    .x_valid_i(x_valid_i),
    .x_ready_o(x_ready_o),
    .x_last_i (x_last_i),
    .x_data_i (x_data_i),
    .g_valid_i(g_valid_i),
    .g_ready_o(g_ready_o),
    .g_gain_i (g_gain_i),
    .g_bias_i ('0),
    .y_valid_o(y_valid_o),
    .y_ready_i(y_ready_i),
    .y_last_o (y_last_o),
    .y_data_o (y_data_o)
  );

endmodule
