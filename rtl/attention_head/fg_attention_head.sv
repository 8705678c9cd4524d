/// One attention head, tiled over keys: for each query row, scores q k, online softmax and the
/// weighted sum of v in one pass over its tiles of TileKeys keys; no score leaves the unit.
/// q brings a query row: q (INT8), scale, and visible, the number of keys it may see (causal mask:
/// its position + 1); kv then brings its tiles: k and v (INT8, key major), the last one marked.
/// Keys are counted from 0 along the tiles; key number `visible` and later ones are masked (so is
/// what fills the last tile). A row that sees no key gives 0.
/// Arithmetic: score = q k * scale * 2^-16 with 8 fraction bits (rounded half to even, saturated at
/// +-32767), so scale is 2^24 times the product of the steps of q and k and 1/sqrt(HeadSize);
/// exponentials and rescaling as in fg_online_softmax; o = sum of e v / sum of e in steps of v with
/// 8 fraction bits, rounded half to even, saturated at 16 bits.
/// Timing: a tile a cycle, rows of T tiles T cycles apart; the output row is offered 19 cycles
/// after its last tile was taken. A query row waits until the last tile of the one before it is
/// taken, and is taken in that very cycle; its first tile follows in the next.
/// Stall: while an output row is offered and not taken, nothing moves.
/// Leaves out: rows above MaxTiles tiles (tile MaxTiles counts as the last), reuse of a tile for
/// several query rows, grouped-query heads.
module fg_attention_head #(
  parameter int unsigned HeadSize = 16,
  parameter int unsigned TileKeys = 8,
  parameter int unsigned MaxTiles = 512
) (
  input  logic                           clk_i,
  input  logic                           rst_ni,
  input  logic                           q_valid_i,
  output logic                           q_ready_o,
  input  logic [15:0]                    q_visible_i,
  input  logic [15:0]                    q_scale_i,
  input  logic [HeadSize*8-1:0]          q_data_i,
  input  logic                           kv_valid_i,
  output logic                           kv_ready_o,
  input  logic                           kv_last_i,
  input  logic [TileKeys*HeadSize*8-1:0] kv_k_i,
  input  logic [TileKeys*HeadSize*8-1:0] kv_v_i,
  output logic                           o_valid_o,
  input  logic                           o_ready_i,
  output logic [HeadSize*16-1:0]         o_data_o
);

  localparam int unsigned TileWidth = $clog2(MaxTiles);

  // The query row in work, and where its tiles are.
  logic                   advance, load, take, first, last, has_q_q;
  logic [15:0]            visible_q, scale_q;
  logic [HeadSize*8-1:0]  query_q;
  logic [TileWidth-1:0]   tile_q;
  assign advance = !o_valid_o || o_ready_i;
  assign kv_ready_o = advance && has_q_q;
  assign take = kv_valid_i && kv_ready_o;
  assign first = tile_q == '0;
  assign last = kv_last_i || tile_q == TileWidth'(MaxTiles - 1);
  assign q_ready_o = advance && (!has_q_q || (take && last));
  assign load = q_valid_i && q_ready_o;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      has_q_q   <= 1'b0;
      tile_q    <= '0;
      visible_q <= '0;
      scale_q   <= '0;
      query_q   <= '0;
    end else begin
      if (load) has_q_q <= 1'b1;
      else if (take && last) has_q_q <= 1'b0;
      if (take) tile_q <= last ? '0 : tile_q + TileWidth'(1);
      if (load) begin
        visible_q <= q_visible_i;
        scale_q   <= q_scale_i;
        query_q   <= q_data_i;
      end
    end
  end

  // Cycles 1 and 2: scores. Cycles 3 to 9: exponentials.
  logic [TileKeys*16-1:0]          scores;
  logic                            block_valid, block_first, block_last;
  logic                            e_valid, e_first, e_last;
  logic [20:0]                     scale_mantissa;
  logic [5:0]                      scale_shift;
  logic [TileKeys*21-1:0]          exps;
  logic [15:0]                     row_max;
  for (genvar i = 0; i < TileKeys; i++) begin : gen_key
    fg_attention_head_score #(.HeadSize(HeadSize)) u_score (
      .clk_i(clk_i), .rst_ni(rst_ni), .advance_i(advance), .query_i(query_q),
      .key_i(kv_k_i[i*HeadSize*8 +: HeadSize*8]), .scale_i(scale_q),
      .is_visible_i(32'(tile_q) * TileKeys + i < 32'(visible_q)), .score_o(scores[i*16 +: 16])
    );
  end
  fg_delay #(.Width(3), .Cycles(2)) u_marks (
    .clk_i(clk_i), .rst_ni(rst_ni), .advance_i(advance), .data_i({take, first, last}),
    .data_o({block_valid, block_first, block_last})
  );
  fg_softmax_block #(.Lanes(TileKeys), .InFrac(8)) u_block (
    .clk_i(clk_i), .rst_ni(rst_ni), .advance_i(advance), .valid_i(block_valid),
    .first_i(block_first), .last_i(block_last), .data_i(scores), .valid_o(e_valid),
    .first_o(e_first), .last_o(e_last), .max_o(row_max), .scale_mantissa_o(scale_mantissa),
    .scale_shift_o(scale_shift), .exp_o(exps)
  );

  // Cycles 10 to 19: weighted sums, and their division by the sum of weights.
  logic [TileKeys*HeadSize*8-1:0] values;
  for (genvar i = 0; i < TileKeys; i++) begin : gen_value
    fg_delay #(.Width(HeadSize * 8), .Cycles(9)) u_value (
      .clk_i(clk_i), .rst_ni(rst_ni), .advance_i(advance),
      .data_i(kv_v_i[i*HeadSize*8 +: HeadSize*8]), .data_o(values[i*HeadSize*8 +: HeadSize*8])
    );
  end
  fg_attention_head_sums #(.HeadSize(HeadSize), .TileKeys(TileKeys), .MaxTiles(MaxTiles)) u_sums (
    .clk_i(clk_i), .rst_ni(rst_ni), .advance_i(advance), .valid_i(e_valid), .first_i(e_first),
    .last_i(e_last), .mantissa_i(scale_mantissa), .shift_i(scale_shift), .exp_i(exps),
    .value_i(values), .valid_o(o_valid_o), .data_o(o_data_o)
  );

  logic unused;
  assign unused = ^row_max;

`ifndef SYNTHESIS
  StableWhileStalled: assert property (@(posedge clk_i) disable iff (!rst_ni)
    o_valid_o && !o_ready_i |=> o_valid_o && $stable(o_data_o))
    else $error("a stalled output row changed");
`endif

endmodule
