/// sum_i * 2^(largest_i - Fraction) to FP32, toward zero; the mantissa keeps ResultBits, overflow
/// gives infinity. Combinational.
module fg_tc_dot_pack #(
  parameter int unsigned SumWidth = 33,
  parameter int unsigned Fraction = 25,
  parameter int unsigned ResultBits = 23,
  parameter int unsigned ExponentWidth = 11
) (
  input  logic signed [SumWidth-1:0]      sum_i,
  input  logic signed [ExponentWidth-1:0] largest_i,
  output logic [31:0]                     result_o
);

  localparam logic [22:0] Kept = ~23'((1 << (23 - ResultBits)) - 1);

  logic [SumWidth-1:0]             magnitude;
  logic signed [ExponentWidth:0]   unit, top, hidden, biased;
  logic [23:0]                     mantissa;  // hidden bit on top
  assign magnitude = sum_i[SumWidth-1] ? SumWidth'(-sum_i) : SumWidth'(sum_i);
  assign unit = (ExponentWidth+1)'(largest_i) - (ExponentWidth+1)'(Fraction);

  always_comb begin
    top = '0;
    for (int unsigned i = 0; i < SumWidth; i++)
      if (magnitude[i]) top = (ExponentWidth+1)'(i);
  end

  // The bit that becomes the hidden one; for subnormals where it would have to be.
  assign hidden = (top + unit < -(ExponentWidth+1)'(126)) ? -(ExponentWidth+1)'(126) - unit : top;
  assign mantissa = 24'({magnitude, 23'b0} >> hidden);  // nothing above: hidden >= top
  assign biased = hidden + unit + (ExponentWidth+1)'(127);

  always_comb begin
    result_o = {sum_i[SumWidth-1], biased[7:0], mantissa[22:0] & Kept};
    if (magnitude == '0) result_o = '0;
    else if (!mantissa[23]) result_o[30:23] = '0;
    else if (biased > (ExponentWidth+1)'(254)) result_o[30:0] = {8'hff, 23'b0};
  end

endmodule
