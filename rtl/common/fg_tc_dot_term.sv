/// One exact product of a tensor-core dot: magnitude with 23 fraction bits, exponent the sum of the
/// factors' exponents, not normalised. Combinational.
module fg_tc_dot_term #(
  parameter int unsigned Exponent = 5,
  parameter int unsigned Mantissa = 10,
  parameter bit HasInfinity = 1'b1,
  parameter bit HasWideA = 1'b0,
  parameter int unsigned ExpW = 11,
  parameter int unsigned MagW = 25,
  localparam int unsigned Width = 1 + Exponent + Mantissa
) (
  input  logic [Width-1:0] a_i,
  input  logic [Width-1:0] b_i,
  input  logic             a_is_e5m2_i,
  output logic [MagW-1:0]  magnitude_o,
  output logic [ExpW-1:0]  exponent_o,
  output logic             sign_o,
  output logic             is_nan_o,
  output logic             is_infinite_o
);

  localparam int unsigned Up = 23 - 2 * Mantissa;
  localparam int unsigned ProductW = 2 * Mantissa + 2;

  // {sign, significand, exponent, zero, infinite, nan} of each factor
  logic                   a_sign, a_zero, a_inf, a_nan, b_sign, b_zero, b_inf, b_nan;
  logic [Mantissa:0]      a_sig, b_sig;
  logic signed [ExpW-1:0] a_exp, b_exp;
  fg_float_decode #(
    .Exponent(Exponent), .Mantissa(Mantissa), .HasInfinity(HasInfinity), .OutExponent(ExpW)
  ) u_b (
    .data_i(b_i), .sign_o(b_sign), .significand_o(b_sig), .exponent_o(b_exp), .is_zero_o(b_zero),
    .is_infinite_o(b_inf), .is_nan_o(b_nan)
  );

  logic                   n_sign, n_zero, n_inf, n_nan;
  logic [Mantissa:0]      n_sig;
  logic signed [ExpW-1:0] n_exp;
  fg_float_decode #(
    .Exponent(Exponent), .Mantissa(Mantissa), .HasInfinity(HasInfinity), .OutExponent(ExpW)
  ) u_a (
    .data_i(a_i), .sign_o(n_sign), .significand_o(n_sig), .exponent_o(n_exp), .is_zero_o(n_zero),
    .is_infinite_o(n_inf), .is_nan_o(n_nan)
  );

  if (HasWideA) begin : gen_wide_a
    logic                   w_sign, w_zero, w_inf, w_nan;
    logic [Mantissa-1:0]    w_sig;
    logic signed [ExpW-1:0] w_exp;
    fg_float_decode #(
      .Exponent(Exponent + 1), .Mantissa(Mantissa - 1), .OutExponent(ExpW)
    ) u_wide (
      .data_i(a_i), .sign_o(w_sign), .significand_o(w_sig), .exponent_o(w_exp),
      .is_zero_o(w_zero), .is_infinite_o(w_inf), .is_nan_o(w_nan)
    );
    assign a_sign = a_is_e5m2_i ? w_sign : n_sign;
    assign a_sig = a_is_e5m2_i ? {w_sig, 1'b0} : n_sig;
    assign a_exp = a_is_e5m2_i ? w_exp : n_exp;
    assign a_zero = a_is_e5m2_i ? w_zero : n_zero;
    assign a_inf = a_is_e5m2_i ? w_inf : n_inf;
    assign a_nan = a_is_e5m2_i ? w_nan : n_nan;
  end else begin : gen_one_a
    logic unused_mode;
    assign unused_mode = a_is_e5m2_i;
    assign a_sign = n_sign;
    assign a_sig = n_sig;
    assign a_exp = n_exp;
    assign a_zero = n_zero;
    assign a_inf = n_inf;
    assign a_nan = n_nan;
  end

  logic [ProductW-1:0] product;
  assign product = ProductW'(a_sig) * ProductW'(b_sig);
  assign magnitude_o = MagW'(product) << Up;
  assign exponent_o = a_exp + b_exp;
  assign sign_o = a_sign ^ b_sign;
  assign is_nan_o = a_nan || b_nan || (a_inf && b_zero) || (a_zero && b_inf);
  assign is_infinite_o = (a_inf || b_inf) && !is_nan_o;

endmodule
