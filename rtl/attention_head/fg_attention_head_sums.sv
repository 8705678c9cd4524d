/// Sums of a query row over its tiles: of the weights e and, for each of HeadSize columns, of e v;
/// both rescaled when the maximum has grown. After the last tile: column sums over weight sum.
/// Cycle 1: sums of the tile. Cycle 2: of the row. Cycles 3 to 8: reciprocal. 9: product. 10: row.
module fg_attention_head_sums #(
  parameter int unsigned HeadSize = 16,
  parameter int unsigned TileKeys = 8,
  parameter int unsigned MaxTiles = 512
) (
  input  logic                           clk_i,
  input  logic                           rst_ni,
  input  logic                           advance_i,
  input  logic                           valid_i,
  input  logic                           first_i,
  input  logic                           last_i,
  input  logic [20:0]                    mantissa_i,
  input  logic [5:0]                     shift_i,
  input  logic [TileKeys*21-1:0]         exp_i,
  input  logic [TileKeys*HeadSize*8-1:0] value_i,
  output logic                           valid_o,
  output logic [HeadSize*16-1:0]         data_o
);

  localparam int unsigned TileWidth = 22 + $clog2(TileKeys);
  localparam int unsigned SumWidth = 22 + $clog2(TileKeys * MaxTiles);

  logic [TileWidth-1:0] tile_sum, tile_sum_q;
  logic                 valid, first;
  logic [20:0]          mantissa, inverse;
  logic [5:0]           shift, exponent;
  logic [SumWidth-1:0]  sum;

  always_comb begin
    tile_sum = '0;
    for (int unsigned i = 0; i < TileKeys; i++) begin
      tile_sum = tile_sum + TileWidth'(exp_i[i*21 +: 21]);
    end
  end
  fg_delay #(.Width(TileWidth + 29), .Cycles(1)) u_tile (
    .clk_i(clk_i), .rst_ni(rst_ni), .advance_i(advance_i),
    .data_i({valid_i, first_i, mantissa_i, shift_i, tile_sum}),
    .data_o({valid, first, mantissa, shift, tile_sum_q})
  );
  fg_scaled_sum #(.Width(SumWidth), .InWidth(TileWidth)) u_sum (
    .clk_i(clk_i), .rst_ni(rst_ni), .advance_i(advance_i), .valid_i(valid), .first_i(first),
    .mantissa_i(mantissa), .shift_i(shift), .data_i(tile_sum_q), .sum_o(sum)
  );
  fg_reciprocal #(.Width(SumWidth), .PositionWidth(6)) u_reciprocal (
    .clk_i(clk_i), .rst_ni(rst_ni), .advance_i(advance_i), .data_i(sum), .mantissa_o(inverse),
    .exponent_o(exponent)
  );
  fg_delay #(.Width(1), .Cycles(10)) u_valid (
    .clk_i(clk_i), .rst_ni(rst_ni), .advance_i(advance_i), .data_i(valid_i && last_i),
    .data_o(valid_o)
  );

  for (genvar d = 0; d < HeadSize; d++) begin : gen_column
    logic [TileKeys*8-1:0] value;
    for (genvar i = 0; i < TileKeys; i++) begin : gen_key
      assign value[i*8 +: 8] = value_i[(i*HeadSize+d)*8 +: 8];
    end
    fg_attention_head_column #(.TileKeys(TileKeys), .SumWidth(SumWidth + 7)) u_column (
      .clk_i(clk_i), .rst_ni(rst_ni), .advance_i(advance_i), .exp_i(exp_i), .value_i(value),
      .valid_i(valid), .first_i(first), .mantissa_i(mantissa), .shift_i(shift),
      .inverse_i(inverse), .exponent_i(exponent), .data_o(data_o[d*16 +: 16])
    );
  end

endmodule
