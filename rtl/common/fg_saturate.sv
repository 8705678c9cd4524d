/// The nearest value that OutWidth bits of two's complement hold. Combinational.
module fg_saturate #(
  parameter int unsigned InWidth = 16,
  parameter int unsigned OutWidth = 8
) (
  input  logic signed [InWidth-1:0]  value_i,
  output logic signed [OutWidth-1:0] value_o
);

  // In range: all bits from the sign of the result up are equal.
  logic [InWidth-OutWidth:0] top;
  assign top = value_i[InWidth-1:OutWidth-1];

  always_comb begin
    value_o = value_i[OutWidth-1:0];
    if (top != '0 && top != '1) value_o = {value_i[InWidth-1], {(OutWidth - 1){!value_i[InWidth-1]}}};
  end

endmodule
