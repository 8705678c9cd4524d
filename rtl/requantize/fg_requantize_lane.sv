/// One channel: saturate(round_half_even(acc * multiplier / 2^shift) + zero point), three stages:
/// exact product, rounded shift, zero point and saturation.
module fg_requantize_lane #(
  parameter int unsigned AccWidth = 32,
  parameter int unsigned MultiplierWidth = 32,
  parameter int unsigned OutWidth = 8
) (
  input  logic                              clk_i,
  input  logic                              rst_ni,
  input  logic                              advance_i,
  input  logic signed [AccWidth-1:0]        acc_i,
  input  logic signed [MultiplierWidth-1:0] multiplier_i,
  input  logic        [5:0]                 shift_i,
  input  logic signed [OutWidth-1:0]        zero_i,
  output logic signed [OutWidth-1:0]        data_o
);

  localparam int unsigned ProductWidth = AccWidth + MultiplierWidth;

  logic signed [ProductWidth-1:0] product_q, shifted, shifted_q;
  logic        [5:0]              shift_q;
  logic signed [OutWidth-1:0]     zero_q, zero_qq, saturated;

  fg_shift_half_even #(.Width(ProductWidth)) u_shift (
    .data_i(product_q), .shift_i(shift_q), .data_o(shifted)
  );

  // |product| is at most 2^(ProductWidth - 2): room for the zero point.
  logic signed [ProductWidth-1:0] moved;
  assign moved = shifted_q + ProductWidth'(zero_qq);

  fg_saturate_signed #(.InWidth(ProductWidth), .OutWidth(OutWidth)) u_saturate (
    .data_i(moved), .data_o(saturated)
  );

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      product_q <= '0;
      shift_q   <= '0;
      zero_q    <= '0;
      shifted_q <= '0;
      zero_qq   <= '0;
      data_o    <= '0;
    end else if (advance_i) begin
      product_q <= ProductWidth'(acc_i) * ProductWidth'(multiplier_i);
      shift_q   <= shift_i;
      zero_q    <= zero_i;
      shifted_q <= shifted;
      zero_qq   <= zero_q;
      data_o    <= saturated;
    end
  end

endmodule
