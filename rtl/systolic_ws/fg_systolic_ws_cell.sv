/// One cell: sum_o = sum_i + data_i * weight, a cycle later; operands, swap and load marks move on
/// a cycle later too. A swap mark makes the loaded weight the one in use from this operand on.
module fg_systolic_ws_cell #(
  parameter int unsigned DataWidth = 8,
  parameter int unsigned AccWidth = 32
) (
  input  logic                        clk_i,
  input  logic                        rst_ni,
  input  logic                        advance_i,
  input  logic                        load_i,
  output logic                        load_o,
  input  logic signed [DataWidth-1:0] load_data_i,
  input  logic signed [DataWidth-1:0] data_i,
  output logic signed [DataWidth-1:0] data_o,
  input  logic                        swap_i,
  output logic                        swap_o,
  input  logic signed [AccWidth-1:0]  sum_i,
  output logic signed [AccWidth-1:0]  sum_o
);

  logic signed [DataWidth-1:0] loaded_q, used_q, used;
  assign used = swap_i ? loaded_q : used_q;

  // Products keep all bits before they are added: never cast a finished product.
  logic signed [2*DataWidth-1:0] product;
  assign product = data_i * used;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      load_o   <= 1'b0;
      swap_o   <= 1'b0;
      loaded_q <= '0;
      used_q   <= '0;
      data_o   <= '0;
      sum_o    <= '0;
    end else if (advance_i) begin
      load_o <= load_i;
      swap_o <= swap_i;
      if (load_i) loaded_q <= load_data_i;
      used_q <= used;
      data_o <= data_i;
      sum_o  <= sum_i + AccWidth'(product);
    end
  end

endmodule
