/// One cell: adds the product of its operands every cycle; operands and the last mark move on a
/// cycle later. With the last mark the finished sum goes to the drain register and the next sum
/// starts at 0. A drain register holds until drain_i passes, then takes what the neighbour below
/// gives, until the next sum of its own is finished.
module fg_systolic_os_cell #(
  parameter int unsigned DataWidth = 8,
  parameter int unsigned AccWidth = 32
) (
  input  logic                        clk_i,
  input  logic                        rst_ni,
  input  logic                        advance_i,
  input  logic signed [DataWidth-1:0] a_i,
  output logic signed [DataWidth-1:0] a_o,
  input  logic signed [DataWidth-1:0] b_i,
  output logic signed [DataWidth-1:0] b_o,
  input  logic                        last_i,
  output logic                        last_o,
  input  logic                        drain_i,
  input  logic        [AccWidth-1:0]  result_i,
  output logic        [AccWidth-1:0]  result_o
);

  logic signed [AccWidth-1:0] sum_q, sum;
  logic                       hold_q;

  // Products keep all bits before they are added: never cast a finished product.
  logic signed [2*DataWidth-1:0] product;
  assign product = a_i * b_i;
  assign sum = sum_q + AccWidth'(product);

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      a_o      <= '0;
      b_o      <= '0;
      last_o   <= 1'b0;
      sum_q    <= '0;
      hold_q   <= 1'b0;
      result_o <= '0;
    end else if (advance_i) begin
      a_o    <= a_i;
      b_o    <= b_i;
      last_o <= last_i;
      sum_q  <= last_i ? '0 : sum;
      hold_q <= last_i || (hold_q && !drain_i);
      if (last_i) result_o <= sum;
      else if (drain_i || !hold_q) result_o <= result_i;
    end
  end

endmodule
