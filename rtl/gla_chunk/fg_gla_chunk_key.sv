/// One key of the chunk: stored as it comes, then decayed with every later token (12 fraction bits,
/// rounded half to even). A cycle later: its product with the query of the token, 12 fraction bits,
/// or 0 where the key lies behind the token.
module fg_gla_chunk_key #(
  parameter int unsigned DimK = 8,
  parameter int unsigned ScoreWidth = 31
) (
  input  logic                         clk_i,
  input  logic                         rst_ni,
  input  logic                         advance_i,
  input  logic                         load_i,
  input  logic                         decay_step_i,
  input  logic [DimK*17-1:0]           decay_i,
  input  logic [DimK*16-1:0]           key_i,
  input  logic [DimK*16-1:0]           query_i,
  input  logic                         is_past_i,
  output logic [DimK*20-1:0]           key_o,
  output logic signed [ScoreWidth-1:0] score_o
);

  localparam int unsigned DotWidth = ScoreWidth + 8;

  for (genvar d = 0; d < DimK; d++) begin : gen_dim
    logic signed [37:0] decayed, rounded;
    logic               unused;
    assign decayed = 38'($signed(key_o[d*20 +: 20])) * $signed(38'(decay_i[d*17 +: 17]));
    fg_shift_half_even #(.Width(38), .ShiftWidth(6)) u_round (
      .data_i(decayed), .shift_i(6'd16), .data_o(rounded)
    );
    assign unused = ^rounded[37:20];
    always_ff @(posedge clk_i or negedge rst_ni) begin
      if (!rst_ni) key_o[d*20 +: 20] <= '0;
      else if (advance_i && load_i) key_o[d*20 +: 20] <= {key_i[d*16 +: 16], 4'b0};
      else if (advance_i && decay_step_i) key_o[d*20 +: 20] <= rounded[19:0];
    end
  end

  logic signed [DotWidth-1:0] dot, dot_rounded;
  logic                       unused_dot;
  always_comb begin
    dot = '0;
    for (int unsigned d = 0; d < DimK; d++) begin
      dot = dot + DotWidth'($signed(key_o[d*20 +: 20])) * DotWidth'($signed(query_i[d*16 +: 16]));
    end
  end
  fg_shift_half_even #(.Width(DotWidth), .ShiftWidth(6)) u_round_dot (
    .data_i(dot), .shift_i(6'd8), .data_o(dot_rounded)
  );
  assign unused_dot = ^dot_rounded[DotWidth-1:ScoreWidth];

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) score_o <= '0;
    else if (advance_i) score_o <= is_past_i ? ScoreWidth'(dot_rounded) : '0;
  end

endmodule
