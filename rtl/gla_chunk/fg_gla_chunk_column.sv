/// One column of the results: sum of score * value inside the chunk (20 fraction bits, kept for
/// each token), later plus the products of q b with the carried state (32 fraction bits), rounded
/// half to even to 8 fraction bits, saturated. Results come 2 cycles after give_index_i.
module fg_gla_chunk_column #(
  parameter int unsigned Chunk = 16,
  parameter int unsigned DimK = 8,
  parameter int unsigned ScoreWidth = 31
) (
  input  logic                        clk_i,
  input  logic                        rst_ni,
  input  logic                        advance_i,
  input  logic                        take2_i,
  input  logic [$clog2(Chunk)-1:0]    token2_i,
  input  logic [Chunk*ScoreWidth-1:0] score_i,
  input  logic [Chunk*16-1:0]         value_i,
  input  logic [$clog2(Chunk)-1:0]    give_index_i,
  input  logic [DimK*20-1:0]          query_i,
  input  logic [DimK*36-1:0]          state_i,
  output logic [15:0]                 data_o
);

  localparam int unsigned InnerWidth = ScoreWidth + 16 + $clog2(Chunk);
  localparam int unsigned OutWidth = InnerWidth + 13;

  logic signed [InnerWidth-1:0] inner;
  logic        [InnerWidth-1:0] inner_q [Chunk];
  logic signed [OutWidth-1:0]   out, out_q, rounded;
  logic signed [15:0]           saturated;

  always_comb begin
    inner = '0;
    for (int unsigned i = 0; i < Chunk; i++) begin
      inner = inner + InnerWidth'($signed(score_i[i*ScoreWidth +: ScoreWidth]))
                      * InnerWidth'($signed(value_i[i*16 +: 16]));
    end
    out = OutWidth'($signed(inner_q[give_index_i])) <<< 12;
    for (int unsigned d = 0; d < DimK; d++) begin
      out = out + OutWidth'($signed(query_i[d*20 +: 20])) * OutWidth'($signed(state_i[d*36 +: 36]));
    end
  end
  fg_shift_half_even #(.Width(OutWidth), .ShiftWidth(6)) u_round (
    .data_i(out_q), .shift_i(6'd24), .data_o(rounded)
  );
  fg_saturate_signed #(.InWidth(OutWidth), .OutWidth(16)) u_saturate (
    .data_i(rounded), .data_o(saturated)
  );

  always_ff @(posedge clk_i) begin
    if (advance_i && take2_i) inner_q[token2_i] <= inner;
  end
  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      out_q  <= '0;
      data_o <= '0;
    end else if (advance_i) begin
      out_q  <= out;
      data_o <= saturated;
    end
  end

endmodule
