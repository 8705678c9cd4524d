/// Takes a floating-point pattern apart: value = significand_o * 2^(exponent_o - Mantissa) when
/// finite. Subnormals and zeros keep the smallest exponent, unnormalised. Combinational.
module fg_float_decode #(
  parameter int unsigned Exponent = 5,
  parameter int unsigned Mantissa = 10,
  parameter bit HasInfinity = 1'b1,  // 0: all ones is the only NaN (E4M3)
  parameter int unsigned OutExponent = 11
) (
  input  logic [Exponent+Mantissa:0]    data_i,
  output logic                          sign_o,
  output logic [Mantissa:0]             significand_o,
  output logic signed [OutExponent-1:0] exponent_o,
  output logic                          is_zero_o,
  output logic                          is_infinite_o,
  output logic                          is_nan_o
);

  localparam int unsigned Bias = (1 << (Exponent - 1)) - 1;

  logic [Exponent-1:0] exponent;
  logic [Mantissa-1:0] mantissa;
  logic                is_subnormal, is_special;
  assign sign_o = data_i[Exponent+Mantissa];
  assign exponent = data_i[Mantissa +: Exponent];
  assign mantissa = data_i[Mantissa-1:0];
  assign is_subnormal = exponent == '0;
  assign is_special = (exponent == '1) && (HasInfinity || mantissa == '1);

  assign significand_o = {!is_subnormal, mantissa};
  assign exponent_o = (is_subnormal ? OutExponent'(1) : OutExponent'(exponent)) - OutExponent'(Bias);
  assign is_zero_o = is_subnormal && mantissa == '0;
  assign is_infinite_o = is_special && HasInfinity && mantissa == '0;
  assign is_nan_o = is_special && (!HasInfinity || mantissa != '0);

endmodule
