/// Gated linear attention in chunks: for tokens t with a decay for each of DimK rows of the state,
///   S_t = diag(decay_t) S_(t-1) + k_t v_t',   o_t = S_t' q_t,
/// worked out a chunk of Chunk tokens at a time: o_t = sum over i <= t of (q_t . k~_i) v_i (the
/// causal product inside the chunk) + (q_t * b_t)' S (the carried state), then S = diag(b) S + sum
/// of k~_i v_i'; k~_i is k_i decayed up to the token in work, b_t the decay since the chunk began.
/// x brings a token; x_first_i at the first token of a chunk starts from S = 0 (it is not looked at
/// elsewhere). A sequence fills its last chunk with tokens of decay 1 and k = 0.
/// Formats: q, k, v, o signed, 16 bits, 8 fraction bits; decay unsigned, 17 bits, 16 (above 1
/// counts as 1); k~, q b and the products q k~ 12 fraction bits, b 16, S 36 bits with 20 (saturated
/// at the end of a chunk). Rounding half to even where bits go; o saturates.
/// Timing: a token a cycle; token s of a chunk is offered 5 + s cycles after the last token of the
/// chunk was taken, the next chunk comes in meanwhile. One chunk alone: 2 Chunk + 4 cycles.
/// Stall: while a result is offered and not taken, nothing moves.
/// Leaves out: reading the state out, chunks that are no power of two, normalisation of o.
module fg_gla_chunk #(
  parameter int unsigned Chunk = 16,
  parameter int unsigned DimK = 8,
  parameter int unsigned DimV = 8
) (
  input  logic               clk_i,
  input  logic               rst_ni,
  input  logic               x_valid_i,
  output logic               x_ready_o,
  input  logic               x_first_i,
  input  logic [DimK*17-1:0] x_decay_i,
  input  logic [DimK*16-1:0] x_q_i,
  input  logic [DimK*16-1:0] x_k_i,
  input  logic [DimV*16-1:0] x_v_i,
  output logic               o_valid_o,
  input  logic               o_ready_i,
  output logic [DimV*16-1:0] o_data_o
);

  localparam int unsigned IndexWidth = $clog2(Chunk);
  localparam int unsigned ScoreWidth = 28 + $clog2(DimK);
  if (2 ** IndexWidth != Chunk) begin : gen_illegal
    $error("fg_gla_chunk: Chunk must be a power of two");
  end

  logic                  advance, take;
  logic [IndexWidth-1:0] token_q;  // in the chunk, of the token that comes
  assign advance = !o_valid_o || o_ready_i;
  assign x_ready_o = advance;
  assign take = x_valid_i && x_ready_o;

  // Token in work 1, 2 and 3 cycles after it was taken.
  logic                  take1, take2;
  logic [IndexWidth-1:0] token1, token2;
  logic [DimK*16-1:0]    query1;
  logic [DimV*16-1:0]    value1;
  fg_delay #(.Width(1 + IndexWidth + DimK*16 + DimV*16), .Cycles(1)) u_token1 (
    .clk_i(clk_i), .rst_ni(rst_ni), .advance_i(advance), .data_i({take, token_q, x_q_i, x_v_i}),
    .data_o({take1, token1, query1, value1})
  );
  fg_delay #(.Width(1 + IndexWidth), .Cycles(1)) u_token2 (
    .clk_i(clk_i), .rst_ni(rst_ni), .advance_i(advance), .data_i({take1, token1}),
    .data_o({take2, token2})
  );

  // After the last token: key s is read 1 + s cycles later, enters the state 2 + s, and result s is
  // made 3 + s cycles later. Each is over before the next chunk reaches entry s.
  logic                  read_q, add, give;
  logic [IndexWidth-1:0] read_index_q, add_index, give_index;
  logic                  is_fresh_q, is_fresh;
  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      token_q      <= '0;
      read_q       <= 1'b0;
      read_index_q <= '0;
      is_fresh_q   <= 1'b0;
    end else if (advance) begin
      if (take) token_q <= token_q + IndexWidth'(1);
      if (take && token_q == '0) is_fresh_q <= x_first_i;
      if (take && token_q == '1) begin
        read_q       <= 1'b1;
        read_index_q <= '0;
      end else begin
        if (read_index_q == '1) read_q <= 1'b0;
        read_index_q <= read_index_q + IndexWidth'(1);
      end
    end
  end
  fg_delay #(.Width(2 + IndexWidth), .Cycles(1)) u_add (
    .clk_i(clk_i), .rst_ni(rst_ni), .advance_i(advance),
    .data_i({read_q, is_fresh_q, read_index_q}), .data_o({add, is_fresh, add_index})
  );
  fg_delay #(.Width(1 + IndexWidth), .Cycles(1)) u_give (
    .clk_i(clk_i), .rst_ni(rst_ni), .advance_i(advance), .data_i({add, add_index}),
    .data_o({give, give_index})
  );
  fg_delay #(.Width(1), .Cycles(2)) u_valid (
    .clk_i(clk_i), .rst_ni(rst_ni), .advance_i(advance), .data_i(give), .data_o(o_valid_o)
  );

  // Keys, decayed token by token, and their products with the query.
  logic [DimK*17-1:0]             decay;
  logic [Chunk*DimK*20-1:0]       keys;
  logic [Chunk*ScoreWidth-1:0]    scores;
  logic [DimK*20-1:0]             key;
  logic [Chunk-1:0]               is_token, is_before_token, is_up_to_token1;
  assign is_token = Chunk'(1) << token_q;
  assign is_before_token = is_token - Chunk'(1);
  assign is_up_to_token1 = (Chunk'(2) << token1) - Chunk'(1);  // all for the last token
  for (genvar d = 0; d < DimK; d++) begin : gen_decay
    assign decay[d*17 +: 17] = x_decay_i[d*17+16] ? 17'h10000 : x_decay_i[d*17 +: 17];
  end
  for (genvar i = 0; i < Chunk; i++) begin : gen_key
    fg_gla_chunk_key #(.DimK(DimK), .ScoreWidth(ScoreWidth)) u_key (
      .clk_i(clk_i), .rst_ni(rst_ni), .advance_i(advance),
      .load_i(take && is_token[i]), .decay_step_i(take && is_before_token[i]), .decay_i(decay),
      .key_i(x_k_i), .query_i(query1), .is_past_i(is_up_to_token1[i]),
      .key_o(keys[i*DimK*20 +: DimK*20]), .score_o(scores[i*ScoreWidth +: ScoreWidth])
    );
  end
  fg_delay #(.Width(DimK * 20), .Cycles(1)) u_key_read (
    .clk_i(clk_i), .rst_ni(rst_ni), .advance_i(advance),
    .data_i(keys[32'(read_index_q)*DimK*20 +: DimK*20]), .data_o(key)
  );

  // Values: entry t is written a cycle after token t was taken.
  logic [Chunk*DimV*16-1:0] values_q;
  logic [DimV*16-1:0]       value;
  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) values_q <= '0;
    else if (advance && take1) values_q[32'(token1)*DimV*16 +: DimV*16] <= value1;
  end
  assign value = values_q[32'(add_index)*DimV*16 +: DimV*16];

  // State: a row for each d.
  logic [DimK*20-1:0]      queries;
  logic [DimK*DimV*36-1:0] state;
  for (genvar d = 0; d < DimK; d++) begin : gen_row
    fg_gla_chunk_row #(.Chunk(Chunk), .DimV(DimV)) u_row (
      .clk_i(clk_i), .rst_ni(rst_ni), .advance_i(advance), .take_i(take),
      .is_start_i(token_q == '0), .decay_i(decay[d*17 +: 17]), .query1_i(query1[d*16 +: 16]),
      .token2_i(token2), .take2_i(take2), .give_index_i(give_index), .add_i(add),
      .is_first_add_i(add_index == '0), .is_fresh_i(is_fresh), .key_i(key[d*20 +: 20]),
      .value_i(value), .query_o(queries[d*20 +: 20]), .state_o(state[d*DimV*36 +: DimV*36])
    );
  end

  for (genvar j = 0; j < DimV; j++) begin : gen_column
    logic [Chunk*16-1:0] column_values;
    logic [DimK*36-1:0]  column_state;
    for (genvar i = 0; i < Chunk; i++) begin : gen_value
      assign column_values[i*16 +: 16] = values_q[(i*DimV+j)*16 +: 16];
    end
    for (genvar d = 0; d < DimK; d++) begin : gen_state
      assign column_state[d*36 +: 36] = state[(d*DimV+j)*36 +: 36];
    end
    fg_gla_chunk_column #(.Chunk(Chunk), .DimK(DimK), .ScoreWidth(ScoreWidth)) u_column (
      .clk_i(clk_i), .rst_ni(rst_ni), .advance_i(advance), .take2_i(take2), .token2_i(token2),
      .score_i(scores), .value_i(column_values), .give_index_i(give_index), .query_i(queries),
      .state_i(column_state), .data_o(o_data_o[j*16 +: 16])
    );
  end

`ifndef SYNTHESIS
  StableWhileStalled: assert property (@(posedge clk_i) disable iff (!rst_ni)
    o_valid_o && !o_ready_i |=> o_valid_o && $stable(o_data_o))
    else $error("a stalled result changed");
`endif

endmodule
