/// Score of one key: query * key * scale * 2^-16, rounded half to even, saturated at +-32767, or
/// -32768 ("no score") where the key is not visible. Latency 2 cycles, one a cycle.
module fg_attention_head_score #(
  parameter int unsigned HeadSize = 16
) (
  input  logic                  clk_i,
  input  logic                  rst_ni,
  input  logic                  advance_i,
  input  logic [HeadSize*8-1:0] query_i,
  input  logic [HeadSize*8-1:0] key_i,
  input  logic [15:0]           scale_i,
  input  logic                  is_visible_i,
  output logic [15:0]           score_o
);

  localparam int unsigned DotWidth = 16 + $clog2(HeadSize);
  localparam int unsigned ScaledWidth = DotWidth + 17;

  logic signed [DotWidth-1:0]    dot, dot_q;
  logic signed [ScaledWidth-1:0] scaled, rounded;
  logic        [15:0]            scale_q;
  logic signed [15:0]            saturated;
  logic                          is_visible_q;

  always_comb begin
    dot = '0;
    for (int unsigned d = 0; d < HeadSize; d++) begin
      dot = dot + DotWidth'($signed(query_i[d*8 +: 8])) * DotWidth'($signed(key_i[d*8 +: 8]));
    end
  end
  assign scaled = ScaledWidth'(dot_q) * $signed(ScaledWidth'(scale_q));
  fg_shift_half_even #(.Width(ScaledWidth), .ShiftWidth(6)) u_round (
    .data_i(scaled), .shift_i(6'd16), .data_o(rounded)
  );
  fg_saturate_signed #(.InWidth(ScaledWidth), .OutWidth(16)) u_saturate (
    .data_i(rounded), .data_o(saturated)
  );

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      dot_q        <= '0;
      scale_q      <= '0;
      is_visible_q <= 1'b0;
      score_o      <= '0;
    end else if (advance_i) begin
      dot_q        <= dot;
      scale_q      <= scale_i;
      is_visible_q <= is_visible_i;
      if (!is_visible_q) score_o <= 16'h8000;
      else score_o <= saturated == 16'sh8000 ? 16'h8001 : saturated;
    end
  end

endmodule
