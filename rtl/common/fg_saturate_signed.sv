/// Clamps a signed value to OutWidth bits. Combinational.
module fg_saturate_signed #(
  parameter int unsigned InWidth = 32,
  parameter int unsigned OutWidth = 16
) (
  input  logic signed [InWidth-1:0]  data_i,
  output logic signed [OutWidth-1:0] data_o
);

  logic fits;
  assign fits = data_i[InWidth-1:OutWidth-1] == '0 || data_i[InWidth-1:OutWidth-1] == '1;
  assign data_o = fits ? data_i[OutWidth-1:0]
                       : {data_i[InWidth-1], {(OutWidth - 1){~data_i[InWidth-1]}}};

endmodule
