/// value_i / 2^shift_i rounded to the nearest integer, ties to the even one. Combinational.
module fg_shift_half_even #(
  parameter int unsigned Width = 64,
  localparam int unsigned ShiftWidth = $clog2(Width)
) (
  input  logic signed [Width-1:0]      value_i,
  input  logic        [ShiftWidth-1:0] shift_i,
  output logic signed [Width-1:0]      value_o
);

  logic signed [Width-1:0] quotient;
  logic        [Width-1:0] below;  // the bits that fall off, left-aligned: half is the top bit
  logic                    is_up;

  assign quotient = value_i >>> shift_i;
  assign below = value_i << ((ShiftWidth + 1)'(Width) - {1'b0, shift_i});
  assign is_up = below[Width-1] && (quotient[0] || below[Width-2:0] != '0);
  assign value_o = quotient + signed'(Width'(is_up));

endmodule
