/// One column of the output: sum of e v over the keys of a tile (cycle 1), of the row (cycle 2),
/// times the reciprocal of the weight sum (cycle 9), rounded half to even to 8 fraction bits and
/// saturated (cycle 10). Marks and rescaling come a cycle after e and v.
module fg_attention_head_column #(
  parameter int unsigned TileKeys = 8,
  parameter int unsigned SumWidth = 41
) (
  input  logic                   clk_i,
  input  logic                   rst_ni,
  input  logic                   advance_i,
  input  logic [TileKeys*21-1:0] exp_i,
  input  logic [TileKeys*8-1:0]  value_i,
  input  logic                   valid_i,
  input  logic                   first_i,
  input  logic [20:0]            mantissa_i,
  input  logic [5:0]             shift_i,
  input  logic [20:0]            inverse_i,
  input  logic [5:0]             exponent_i,
  output logic [15:0]            data_o
);

  localparam int unsigned TileWidth = 29 + $clog2(TileKeys);
  localparam int unsigned ProductWidth = SumWidth + 22;

  logic signed [TileWidth-1:0]    tile_sum, tile_sum_q;
  logic signed [SumWidth-1:0]     sum, finished;
  logic signed [ProductWidth-1:0] product_q, rounded;
  logic        [5:0]              exponent_q;
  logic signed [15:0]             saturated;

  always_comb begin
    tile_sum = '0;
    for (int unsigned i = 0; i < TileKeys; i++) begin
      tile_sum = tile_sum + $signed(TileWidth'(exp_i[i*21 +: 21]))
                            * TileWidth'($signed(value_i[i*8 +: 8]));
    end
  end
  fg_scaled_sum #(.Width(SumWidth), .InWidth(TileWidth)) u_sum (
    .clk_i(clk_i), .rst_ni(rst_ni), .advance_i(advance_i), .valid_i(valid_i), .first_i(first_i),
    .mantissa_i(mantissa_i), .shift_i(shift_i), .data_i(tile_sum_q), .sum_o(sum)
  );
  fg_delay #(.Width(SumWidth), .Cycles(6)) u_finished (
    .clk_i(clk_i), .rst_ni(rst_ni), .advance_i(advance_i), .data_i(sum), .data_o(finished)
  );
  // sum and weights have 20 fraction bits: of 2^-(20 + exponent), 8 fraction bits stay.
  fg_shift_half_even #(.Width(ProductWidth), .ShiftWidth(6)) u_round (
    .data_i(product_q), .shift_i(6'd12 + exponent_q), .data_o(rounded)
  );
  fg_saturate_signed #(.InWidth(ProductWidth), .OutWidth(16)) u_saturate (
    .data_i(rounded), .data_o(saturated)
  );

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      tile_sum_q <= '0;
      product_q  <= '0;
      exponent_q <= '0;
      data_o     <= '0;
    end else if (advance_i) begin
      tile_sum_q <= tile_sum;
      product_q  <= ProductWidth'(finished) * $signed(ProductWidth'(inverse_i));
      exponent_q <= exponent_i;
      data_o     <= saturated;
    end
  end

endmodule
