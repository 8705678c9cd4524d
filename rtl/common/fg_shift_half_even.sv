/// data_o = data_i / 2^shift_i, rounded to the nearest integer, halves to the even one.
/// Combinational; any shift, also beyond the width (the result is then 0).
module fg_shift_half_even #(
  parameter int unsigned Width = 32,
  parameter int unsigned ShiftWidth = 6
) (
  input  logic signed [Width-1:0]      data_i,
  input  logic        [ShiftWidth-1:0] shift_i,
  output logic signed [Width-1:0]      data_o
);

  // Cut all but one of the bits that go: the one left is the half.
  logic signed [Width-1:0]      cut, floor;
  logic        [ShiftWidth-1:0] before_half;
  logic                         half, has_rest;

  assign before_half = shift_i - ShiftWidth'(1);
  assign cut = data_i >>> before_half;
  assign floor = cut >>> 1;
  assign half = cut[0];
  assign has_rest = (cut << before_half) != data_i;
  assign data_o = shift_i == '0 ? data_i
                                : floor + $signed(Width'(half && (has_rest || floor[0])));

endmodule
