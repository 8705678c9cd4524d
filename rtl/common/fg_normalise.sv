/// Position of the highest one of a number, and the number shifted so that this one is on top.
/// Combinational. Zero gives position 0 and zero.
module fg_normalise #(
  parameter int unsigned Width = 32,
  parameter int unsigned PositionWidth = 6
) (
  input  logic [Width-1:0]         data_i,
  output logic [PositionWidth-1:0] position_o,
  output logic [Width-1:0]         data_o
);

  always_comb begin
    position_o = '0;
    for (int unsigned i = 0; i < Width; i++) begin
      if (data_i[i]) position_o = PositionWidth'(i);
    end
  end
  assign data_o = data_i << (PositionWidth'(Width - 1) - position_o);

endmodule
