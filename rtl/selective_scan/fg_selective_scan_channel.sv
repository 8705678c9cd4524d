/// One channel of the selective scan: dt * x, the states, their sum with c, and d * x.
/// Latency 9 cycles; b_i comes a cycle after dt_i and x_i, step_i and first_i 5, c_i 6.
module fg_selective_scan_channel #(
  parameter int unsigned States = 16
) (
  input  logic                 clk_i,
  input  logic                 rst_ni,
  input  logic                 advance_i,
  input  logic [States*16-1:0] a_i,
  input  logic signed [15:0]   d_i,
  input  logic        [15:0]   dt_i,
  input  logic signed [15:0]   x_i,
  input  logic [States*16-1:0] b_i,
  input  logic                 step_i,
  input  logic                 first_i,
  input  logic [States*16-1:0] c_i,
  output logic [15:0]          y_o
);

  localparam int unsigned SumWidth = 49 + $clog2(States);

  // Cycle 1: dt * x, 20 fraction bits; d * x, 16. Cycle 8: the sum, 24. Cycle 9: y.
  logic signed [32:0]         drive_q;
  logic signed [31:0]         skip_q, skip;
  logic [States*48-1:0]       products;
  logic signed [SumWidth-1:0] sum, sum_q, rounded;
  logic signed [15:0]         saturated;

  for (genvar s = 0; s < States; s++) begin : gen_state
    fg_selective_scan_state u_state (
      .clk_i(clk_i), .rst_ni(rst_ni), .advance_i(advance_i), .a_i(a_i[s*16 +: 16]), .dt_i(dt_i),
      .drive_i(drive_q), .b_i(b_i[s*16 +: 16]), .step_i(step_i), .first_i(first_i),
      .c_i(c_i[s*16 +: 16]), .product_o(products[s*48 +: 48])
    );
  end
  fg_delay #(.Width(32), .Cycles(6)) u_skip (
    .clk_i(clk_i), .rst_ni(rst_ni), .advance_i(advance_i), .data_i(skip_q), .data_o(skip)
  );
  always_comb begin
    sum = SumWidth'(skip) <<< 8;
    for (int unsigned s = 0; s < States; s++) begin
      sum = sum + SumWidth'($signed(products[s*48 +: 48]));
    end
  end
  fg_shift_half_even #(.Width(SumWidth), .ShiftWidth(6)) u_round (
    .data_i(sum_q), .shift_i(6'd16), .data_o(rounded)
  );
  fg_saturate_signed #(.InWidth(SumWidth), .OutWidth(16)) u_saturate (
    .data_i(rounded), .data_o(saturated)
  );

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      drive_q <= '0;
      skip_q  <= '0;
      sum_q   <= '0;
      y_o     <= '0;
    end else if (advance_i) begin
      drive_q <= $signed(33'(dt_i)) * 33'(x_i);
      skip_q  <= 32'(d_i) * 32'(x_i);
      sum_q   <= sum;
      y_o     <= saturated;
    end
  end

endmodule
