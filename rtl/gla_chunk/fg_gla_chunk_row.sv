/// One row d of the state: the decay b since the chunk began, q b of the tokens of the chunk, and
/// the DimV elements of the row.
module fg_gla_chunk_row #(
  parameter int unsigned Chunk = 16,
  parameter int unsigned DimV = 8
) (
  input  logic                     clk_i,
  input  logic                     rst_ni,
  input  logic                     advance_i,
  input  logic                     take_i,
  input  logic                     is_start_i,
  input  logic [16:0]              decay_i,
  input  logic signed [15:0]       query1_i,
  input  logic [$clog2(Chunk)-1:0] token2_i,
  input  logic                     take2_i,
  input  logic [$clog2(Chunk)-1:0] give_index_i,
  input  logic                     add_i,
  input  logic                     is_first_add_i,
  input  logic                     is_fresh_i,
  input  logic signed [19:0]       key_i,
  input  logic [DimV*16-1:0]       value_i,
  output logic [19:0]              query_o,
  output logic [DimV*36-1:0]       state_o
);

  // b: 16 fraction bits; b1_q is that of the cycle before.
  logic        [16:0] b_q, b1_q;
  logic signed [34:0] product, product_rounded;
  logic signed [33:0] query, query_rounded;
  logic        [19:0] query2_q;
  logic        [19:0] queries_q [Chunk];
  assign product = $signed(35'(b_q)) * $signed(35'(decay_i));
  fg_shift_half_even #(.Width(35), .ShiftWidth(6)) u_round_b (
    .data_i(product), .shift_i(6'd16), .data_o(product_rounded)
  );
  assign query = 34'(query1_i) * $signed(34'(b_q));
  fg_shift_half_even #(.Width(34), .ShiftWidth(6)) u_round_query (
    .data_i(query), .shift_i(6'd12), .data_o(query_rounded)
  );

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      b_q      <= '0;
      b1_q     <= '0;
      query2_q <= '0;
    end else if (advance_i) begin
      if (take_i) b_q <= is_start_i ? decay_i : product_rounded[16:0];
      b1_q     <= b_q;
      query2_q <= query_rounded[19:0];
    end
  end
  always_ff @(posedge clk_i) begin
    if (advance_i && take2_i) queries_q[token2_i] <= query2_q;
  end
  assign query_o = queries_q[give_index_i];

  for (genvar j = 0; j < DimV; j++) begin : gen_element
    fg_gla_chunk_element u_element (
      .clk_i(clk_i), .rst_ni(rst_ni), .advance_i(advance_i), .add_i(add_i),
      .is_first_i(is_first_add_i), .is_fresh_i(is_fresh_i), .decay_i(b1_q), .key_i(key_i),
      .value_i(value_i[j*16 +: 16]), .state_o(state_o[j*36 +: 36])
    );
  end

  logic unused;
  assign unused = ^{product_rounded[34:17], query_rounded[33:20]};

endmodule
