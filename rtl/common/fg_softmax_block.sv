/// One block of Lanes scores of a row in the online softmax: the running maximum m of the row,
/// e[i] = exp(x[i] - m) with 20 fraction bits (cut), and what earlier sums are to be multiplied by
/// because the maximum has grown: exp(m_before - m) as mantissa * 2^-(20 + shift).
/// Scores have InFrac fraction bits; -2^(InWidth - 1) means "no score": its e is 0.
/// Timing: latency 7 cycles, a block a cycle; advance_i low holds everything.
module fg_softmax_block #(
  parameter int unsigned Lanes = 8,
  parameter int unsigned InWidth = 16,
  parameter int unsigned InFrac = 8
) (
  input  logic                     clk_i,
  input  logic                     rst_ni,
  input  logic                     advance_i,
  input  logic                     valid_i,
  input  logic                     first_i,  // of a row
  input  logic                     last_i,
  input  logic [Lanes*InWidth-1:0] data_i,
  output logic                     valid_o,
  output logic                     first_o,
  output logic                     last_o,
  output logic [InWidth-1:0]       max_o,
  output logic [20:0]              scale_mantissa_o,
  output logic [5:0]               scale_shift_o,
  output logic [Lanes*21-1:0]      exp_o
);

  localparam logic [InWidth-1:0] None = {1'b1, {(InWidth - 1){1'b0}}};

  // Cycle 1: maximum of the block.
  logic signed [InWidth-1:0] block_max, block_max_q;
  logic [Lanes*InWidth-1:0]  data1_q, data2_q;
  always_comb begin
    block_max = $signed(None);
    for (int unsigned i = 0; i < Lanes; i++) begin
      if ($signed(data_i[i*InWidth +: InWidth]) > block_max)
        block_max = $signed(data_i[i*InWidth +: InWidth]);
    end
  end

  // Cycle 2: maximum of the row so far.
  logic                      valid1_q, first1_q;
  logic signed [InWidth-1:0] max_before, max2_q, before2_q;
  assign max_before = first1_q ? $signed(None) : max2_q;

  // Cycle 3: distances.
  logic [InWidth-1:0] grown_q;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      {valid1_q, first1_q} <= '0;
      block_max_q <= '0;
      max2_q      <= '0;
      before2_q   <= '0;
      data1_q     <= '0;
      data2_q     <= '0;
      grown_q     <= '0;
    end else if (advance_i) begin
      valid1_q    <= valid_i;
      first1_q    <= first_i;
      block_max_q <= block_max;
      data1_q     <= data_i;
      if (valid1_q) max2_q <= block_max_q > max_before ? block_max_q : max_before;
      before2_q   <= max_before;
      data2_q     <= data1_q;
      grown_q     <= max2_q - before2_q;
    end
  end

  // Cycles 4 to 6: exponentials. Cycle 7: those of the scores in fixed point.
  logic [20:0] scale_mantissa;
  logic [5:0]  scale_shift;
  fg_exp_negative #(.InWidth(InWidth), .InFrac(InFrac)) u_scale (
    .clk_i(clk_i), .rst_ni(rst_ni), .advance_i(advance_i), .data_i(grown_q),
    .mantissa_o(scale_mantissa), .shift_o(scale_shift)
  );
  for (genvar i = 0; i < Lanes; i++) begin : gen_lane
    logic [InWidth-1:0] score, distance_q;
    logic [20:0]        mantissa, exp_q;
    logic [5:0]         shift;
    logic               is_none;
    assign score = data2_q[i*InWidth +: InWidth];
    fg_exp_negative #(.InWidth(InWidth), .InFrac(InFrac)) u_exp (
      .clk_i(clk_i), .rst_ni(rst_ni), .advance_i(advance_i), .data_i(distance_q),
      .mantissa_o(mantissa), .shift_o(shift)
    );
    fg_delay #(.Width(1), .Cycles(4)) u_none (
      .clk_i(clk_i), .rst_ni(rst_ni), .advance_i(advance_i), .data_i(score == None),
      .data_o(is_none)
    );
    always_ff @(posedge clk_i or negedge rst_ni) begin
      if (!rst_ni) begin
        distance_q <= '0;
        exp_q      <= '0;
      end else if (advance_i) begin
        distance_q <= max2_q - score;
        exp_q      <= is_none ? '0 : mantissa >> shift;
      end
    end
    assign exp_o[i*21 +: 21] = exp_q;
  end

  fg_delay #(.Width(27), .Cycles(1)) u_scale_delay (
    .clk_i(clk_i), .rst_ni(rst_ni), .advance_i(advance_i), .data_i({scale_mantissa, scale_shift}),
    .data_o({scale_mantissa_o, scale_shift_o})
  );
  fg_delay #(.Width(3), .Cycles(7)) u_marks (
    .clk_i(clk_i), .rst_ni(rst_ni), .advance_i(advance_i), .data_i({valid_i, first_i, last_i}),
    .data_o({valid_o, first_o, last_o})
  );
  fg_delay #(.Width(InWidth), .Cycles(5)) u_max (
    .clk_i(clk_i), .rst_ni(rst_ni), .advance_i(advance_i), .data_i(max2_q), .data_o(max_o)
  );

endmodule
