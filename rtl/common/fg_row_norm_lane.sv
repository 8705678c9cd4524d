/// One column in the second pass of fg_row_norm: (N x - S) * mantissa * 2^-(20 + exponent), rounded
/// half to even to 14 fraction bits; times gain, plus bias, rounded half to even, saturated.
/// Latency 5 cycles, one a cycle.
module fg_row_norm_lane #(
  parameter int unsigned InFrac = 8,
  parameter int unsigned GainFrac = 12,
  parameter int unsigned CountWidth = 10,
  parameter int unsigned SumWidth = 25,
  parameter int unsigned ExponentWidth = 5
) (
  input  logic               clk_i,
  input  logic               rst_ni,
  input  logic               advance_i,
  input  logic [CountWidth+SumWidth+21+ExponentWidth-1:0] stats_i,
  input  logic signed [15:0] data_i,
  input  logic signed [15:0] gain_i,
  input  logic signed [15:0] bias_i,
  output logic        [15:0] data_o
);

  localparam int unsigned NormalFrac = 14;
  localparam int unsigned CentredWidth = CountWidth + 17;
  localparam int unsigned ProductWidth = CentredWidth + 22;
  // |N x - S| <= sqrt(N) * the root, so the normalised value is at most 2^((CountWidth + 1) / 2).
  localparam int unsigned NormalWidth = NormalFrac + (CountWidth + 1) / 2 + 1;
  localparam int unsigned OutWidth = NormalWidth + 18;

  logic [CountWidth-1:0]    count;
  logic [SumWidth-1:0]      sum;
  logic [20:0]              mantissa, mantissa1;
  logic [ExponentWidth-1:0] exponent, exponent2;
  assign {count, sum, mantissa, exponent} = stats_i;

  logic signed [CentredWidth-1:0] centred_q;
  logic signed [ProductWidth-1:0] product_q, normal;
  logic signed [NormalWidth-1:0]  normal_q;
  logic signed [OutWidth-1:0]     out_q, rounded;
  logic signed [15:0]             gain3, bias3, saturated;

  fg_shift_half_even #(.Width(ProductWidth), .ShiftWidth(6)) u_round_normal (
    .data_i(product_q), .shift_i(6'(20 - NormalFrac) + 6'(exponent2)), .data_o(normal)
  );
  fg_shift_half_even #(.Width(OutWidth), .ShiftWidth(6)) u_round_out (
    .data_i(out_q), .shift_i(6'(NormalFrac + GainFrac - InFrac)), .data_o(rounded)
  );
  fg_saturate_signed #(.InWidth(OutWidth), .OutWidth(16)) u_saturate (
    .data_i(rounded), .data_o(saturated)
  );
  fg_delay #(.Width(21), .Cycles(1)) u_mantissa (
    .clk_i(clk_i), .rst_ni(rst_ni), .advance_i(advance_i), .data_i(mantissa), .data_o(mantissa1)
  );
  fg_delay #(.Width(ExponentWidth), .Cycles(2)) u_exponent (
    .clk_i(clk_i), .rst_ni(rst_ni), .advance_i(advance_i), .data_i(exponent), .data_o(exponent2)
  );
  fg_delay #(.Width(32), .Cycles(3)) u_gain (
    .clk_i(clk_i), .rst_ni(rst_ni), .advance_i(advance_i), .data_i({gain_i, bias_i}),
    .data_o({gain3, bias3})
  );

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      centred_q <= '0;
      product_q <= '0;
      normal_q  <= '0;
      out_q     <= '0;
      data_o    <= '0;
    end else if (advance_i) begin
      centred_q <= $signed(CentredWidth'(count)) * CentredWidth'(data_i)
                   - CentredWidth'($signed(sum));
      product_q <= ProductWidth'(centred_q) * $signed(ProductWidth'(mantissa1));
      normal_q  <= NormalWidth'(normal);
      out_q     <= OutWidth'(normal_q) * OutWidth'(gain3)
                   + (OutWidth'(bias3) <<< (NormalFrac + GainFrac - InFrac));
      data_o    <= saturated;
    end
  end

  logic unused;
  assign unused = ^normal[ProductWidth-1:NormalWidth];

endmodule
