/// One cell, two stages: product of operand and weight, then sum_o = sum_i + product; so sums come
/// a cycle after the operands. Operands, swap and load marks move on a cycle later. A swap mark
/// makes the loaded weight the one in use from this operand on.
module fg_systolic_ws_bf16_cell (
  input  logic        clk_i,
  input  logic        rst_ni,
  input  logic        advance_i,
  input  logic        load_i,
  output logic        load_o,
  input  logic [15:0] load_data_i,
  input  logic [15:0] data_i,
  output logic [15:0] data_o,
  input  logic        swap_i,
  output logic        swap_o,
  input  logic [31:0] sum_i,
  output logic [31:0] sum_o
);

  logic [15:0] loaded_q, used_q, used;
  logic [31:0] product, product_q, sum;
  assign used = swap_i ? loaded_q : used_q;

  fg_bf16_mul u_mul (.a_i(data_i), .b_i(used), .product_o(product));
  fg_fp32_add u_add (.a_i(sum_i), .b_i(product_q), .sum_o(sum));

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      load_o    <= 1'b0;
      swap_o    <= 1'b0;
      loaded_q  <= '0;
      used_q    <= '0;
      data_o    <= '0;
      product_q <= '0;
      sum_o     <= '0;
    end else if (advance_i) begin
      load_o <= load_i;
      swap_o <= swap_i;
      if (load_i) loaded_q <= load_data_i;
      used_q    <= used;
      data_o    <= data_i;
      product_q <= product;
      sum_o     <= sum;
    end
  end

endmodule
