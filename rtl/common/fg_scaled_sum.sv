/// Running sum of a row whose unit changes: sum = sum * mantissa * 2^-(20 + shift) + data, the
/// product rounded down; the first of a row starts from 0. Never overflows where the scaled sum of
/// the magnitudes fits Width bits. Latency 1 cycle, one a cycle.
module fg_scaled_sum #(
  parameter int unsigned Width = 32,
  parameter int unsigned InWidth = 24
) (
  input  logic                      clk_i,
  input  logic                      rst_ni,
  input  logic                      advance_i,
  input  logic                      valid_i,
  input  logic                      first_i,
  input  logic        [20:0]        mantissa_i,
  input  logic        [5:0]         shift_i,
  input  logic signed [InWidth-1:0] data_i,
  output logic signed [Width-1:0]   sum_o
);

  localparam int unsigned ProductWidth = Width + 22;

  logic signed [ProductWidth-1:0] product, scaled;
  assign product = ProductWidth'(sum_o) * $signed(ProductWidth'({1'b0, mantissa_i}));
  assign scaled = product >>> (7'd20 + 7'(shift_i));

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) sum_o <= '0;
    else if (advance_i && valid_i) sum_o <= (first_i ? '0 : Width'(scaled)) + Width'(data_i);
  end

  logic unused;
  assign unused = ^scaled[ProductWidth-1:Width];

endmodule
