/// Multiply and accumulate, four products a beat: acc = (first ? 0 : acc) + sum of a[i] * b[i].
/// A result for every beat, 3 cycles after it (the array cell of Fluxgate needs 1): operands are
/// registered, then products, then the sum. Nothing moves while a result is offered and not taken.
module own_mac #(
  parameter int Lanes = 4
) (
  input  logic               clk,
  input  logic               rst,
  input  logic               op_valid,
  output logic               op_ready,
  input  logic               op_first,
  input  logic [Lanes*8-1:0] op_a,
  input  logic [Lanes*8-1:0] op_b,
  output logic               sum_valid,
  input  logic               sum_ready,
  output logic signed [31:0] sum_acc
);

  localparam int Stages = 3;

  logic [Stages-1:0] valid;
  logic [1:0]        first;
  logic [Lanes*8-1:0]  a, b;
  logic [Lanes*16-1:0] products;
  logic signed [31:0]  sum;
  logic                moves;

  assign sum_valid = valid[Stages-1];
  assign moves     = !sum_valid || sum_ready;
  assign op_ready  = moves;

  always_comb begin
    sum = first[1] ? 32'sd0 : sum_acc;
    for (int i = 0; i < Lanes; i++) sum = sum + 32'(signed'(products[i*16 +: 16]));
  end

  always_ff @(posedge clk) begin
    if (rst) begin
      valid <= '0;
    end else if (moves) begin
      valid <= {valid[Stages-2:0], op_valid};
      first <= {first[0], op_first};
      a     <= op_a;
      b     <= op_b;
      for (int i = 0; i < Lanes; i++)
        products[i*16 +: 16] <= 16'(signed'(a[i*8 +: 8])) * 16'(signed'(b[i*8 +: 8]));
      if (valid[1]) sum_acc <= sum;
    end
  end

endmodule
