/// Dot product of a tensor core: result = sum of a[k] * b[k] over Terms, plus c, as NVIDIA's hardware
/// computes it: exact products, everything aligned to the largest exponent and cut to Fraction bits,
/// exact sum, FP32 toward zero (sim/numerics/tensor_core_dot.h).
/// Timing: a result a cycle, 5 cycles after its operands were taken (decode and multiply, largest
/// exponent, align, add, pack). While a result is offered and not taken, nothing moves.
/// Leaves out: groups longer than Terms (chain them through c).
module fg_tc_dot #(
  parameter int unsigned Terms = 16,
  parameter int unsigned Exponent = 5,
  parameter int unsigned Mantissa = 10,
  parameter bit HasInfinity = 1'b1,
  parameter bit HasWideA = 1'b0,  // a may be E5M2 where a_is_e5m2_i says so (E4M3 only)
  parameter int unsigned Fraction = 25,
  parameter int unsigned ResultBits = 23,
  localparam int unsigned Width = 1 + Exponent + Mantissa
) (
  input  logic                   clk_i,
  input  logic                   rst_ni,
  input  logic                   in_valid_i,
  output logic                   in_ready_o,
  input  logic [Terms*Width-1:0] in_a_i,
  input  logic [Terms*Width-1:0] in_b_i,
  input  logic [31:0]            in_c_i,
  input  logic                   in_a_is_e5m2_i,
  output logic                   out_valid_o,
  input  logic                   out_ready_i,
  output logic [31:0]            out_d_o
);

  localparam int unsigned ExpW = 11;
  localparam int unsigned MagW = 25;                // 23 fraction bits, below 4
  localparam int unsigned AlignW = Fraction + 2;
  localparam int unsigned SumW = AlignW + $clog2(Terms + 1) + 1;
  localparam int unsigned Stages = 5;

  logic              advance;
  logic [Stages-1:0] valid_q;
  assign advance = !out_valid_o || out_ready_i;
  assign in_ready_o = advance;
  assign out_valid_o = valid_q[Stages-1];

  // (1) terms: products and the addend, all with 23 fraction bits
  logic [(Terms+1)*MagW-1:0] mag_d, mag_q, mag2_q;
  logic [(Terms+1)*ExpW-1:0] exp_d, exp_q, exp2_q;
  logic [Terms:0]            sign_d, sign_q, sign2_q;
  logic [Terms:0]            nan_d, inf_d;
  for (genvar k = 0; k < Terms; k++) begin : gen_term
    fg_tc_dot_term #(
      .Exponent(Exponent), .Mantissa(Mantissa), .HasInfinity(HasInfinity), .HasWideA(HasWideA),
      .ExpW(ExpW), .MagW(MagW)
    ) u_term (
      .a_i(in_a_i[k*Width +: Width]), .b_i(in_b_i[k*Width +: Width]),
      .a_is_e5m2_i(in_a_is_e5m2_i),
      .magnitude_o(mag_d[k*MagW +: MagW]), .exponent_o(exp_d[k*ExpW +: ExpW]),
      .sign_o(sign_d[k]), .is_nan_o(nan_d[k]), .is_infinite_o(inf_d[k])
    );
  end
  logic [23:0] addend;
  logic        addend_is_zero;
  fg_float_decode #(.Exponent(8), .Mantissa(23), .OutExponent(ExpW)) u_addend (
    .data_i(in_c_i), .sign_o(sign_d[Terms]), .significand_o(addend),
    .exponent_o(exp_d[Terms*ExpW +: ExpW]), .is_zero_o(addend_is_zero),
    .is_infinite_o(inf_d[Terms]), .is_nan_o(nan_d[Terms])
  );
  assign mag_d[Terms*MagW +: MagW] = {1'b0, addend} & {MagW{!addend_is_zero}};

  // Special values decide at once and travel along: {any, pattern}.
  logic        has_nan, has_plus, has_minus;
  logic [32:0] special_d, special_q, special2_q, special3_q, special4_q;
  assign has_plus = |(inf_d & ~sign_d);
  assign has_minus = |(inf_d & sign_d);
  assign has_nan = |nan_d || (has_plus && has_minus);
  assign special_d = {has_nan || has_plus || has_minus,
                      has_nan ? 32'h7fff_ffff : {has_minus, 8'hff, 23'b0}};

  // (2) the largest exponent, zeros included
  logic signed [ExpW-1:0] largest_d, largest_q, largest3_q, largest4_q;
  always_comb begin
    largest_d = $signed(exp_q[0 +: ExpW]);
    for (int unsigned k = 1; k <= Terms; k++)
      if ($signed(exp_q[k*ExpW +: ExpW]) > largest_d) largest_d = $signed(exp_q[k*ExpW +: ExpW]);
  end

  // (3) magnitudes down to the largest exponent, cut toward zero, then signed
  logic [(Terms+1)*SumW-1:0] aligned_d, aligned_q;
  for (genvar k = 0; k <= Terms; k++) begin : gen_align
    logic [ExpW-1:0]   distance;
    logic [AlignW-1:0] wide, cut;
    logic [SumW-1:0]   extended;
    assign distance = largest_q - $signed(exp2_q[k*ExpW +: ExpW]);
    if (Fraction >= 23) begin : gen_up
      assign wide = AlignW'(mag2_q[k*MagW +: MagW]) << (Fraction - 23);
    end else begin : gen_down
      assign wide = AlignW'(mag2_q[k*MagW +: MagW] >> (23 - Fraction));
    end
    assign cut = wide >> distance;
    assign extended = {{(SumW - AlignW){1'b0}}, cut};
    assign aligned_d[k*SumW +: SumW] = sign2_q[k] ? -extended : extended;
  end

  // (4) exact sum
  logic signed [SumW-1:0] sum_d, sum_q;
  always_comb begin
    sum_d = '0;
    for (int unsigned k = 0; k <= Terms; k++) sum_d = sum_d + $signed(aligned_q[k*SumW +: SumW]);
  end

  // (5) FP32
  logic [31:0] packed_sum, out_d;
  fg_tc_dot_pack #(
    .SumWidth(SumW), .Fraction(Fraction), .ResultBits(ResultBits), .ExponentWidth(ExpW)
  ) u_pack (.sum_i(sum_q), .largest_i(largest4_q), .result_o(packed_sum));
  assign out_d = special4_q[32] ? special4_q[31:0] : packed_sum;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) valid_q <= '0;
    else if (advance) valid_q <= {valid_q[Stages-2:0], in_valid_i};
  end
  always_ff @(posedge clk_i) begin
    if (advance) begin
      {mag_q, exp_q, sign_q, special_q} <= {mag_d, exp_d, sign_d, special_d};
      {mag2_q, exp2_q, sign2_q, special2_q} <= {mag_q, exp_q, sign_q, special_q};
      largest_q <= largest_d;
      {aligned_q, largest3_q, special3_q} <= {aligned_d, largest_q, special2_q};
      {sum_q, largest4_q, special4_q} <= {sum_d, largest3_q, special3_q};
      out_d_o <= out_d;
    end
  end

`ifndef SYNTHESIS
  StableWhileStalled: assert property (@(posedge clk_i) disable iff (!rst_ni)
    out_valid_o && !out_ready_i |=> out_valid_o && $stable(out_d_o))
    else $error("a stalled result changed");
`endif

endmodule
