/// One leaky integrate-and-fire neuron a cycle, two stages: leak and integrate, fire and reset. u =
/// saturate(v - floor(v / 2^leak) + current); spike = u >= threshold; then v = u - threshold, or 0
/// with zero_i. Leak 0 means none. The stages' leak, threshold and reset come with their operands.
module fg_lif_array_neuron #(
  parameter int unsigned CurrentWidth = 16,
  parameter int unsigned MembraneWidth = 24
) (
  input  logic                            clk_i,
  input  logic                            rst_ni,
  input  logic                            advance_i,
  input  logic signed [MembraneWidth-1:0] membrane_i,
  input  logic signed [CurrentWidth-1:0]  current_i,
  input  logic        [3:0]               leak_i,
  input  logic        [CurrentWidth-1:0]  threshold_i,  // of the second stage
  input  logic                            zero_i,       // of the second stage
  output logic                            spike_o,      // before its register
  output logic signed [MembraneWidth-1:0] membrane_o    // before its register
);

  // v - leak lies within v's range, the current adds two bits at most.
  localparam int unsigned SumWidth = MembraneWidth + 2;

  logic signed [MembraneWidth-1:0] shifted, leak, sum, sum_q, threshold;
  logic signed [SumWidth-1:0]      wide_sum;

  assign shifted = membrane_i >>> leak_i;  // alone: beside '0 it would be an unsigned shift
  assign leak = leak_i == '0 ? '0 : shifted;
  assign wide_sum = SumWidth'(membrane_i) - SumWidth'(leak) + SumWidth'(current_i);

  fg_saturate_signed #(.InWidth(SumWidth), .OutWidth(MembraneWidth)) u_saturate (
    .data_i(wide_sum), .data_o(sum)
  );

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) sum_q <= '0;
    else if (advance_i) sum_q <= sum;
  end

  assign threshold = $signed({{(MembraneWidth - CurrentWidth){1'b0}}, threshold_i});
  assign spike_o = sum_q >= threshold;

  always_comb begin
    membrane_o = sum_q;
    if (spike_o) membrane_o = zero_i ? '0 : sum_q - threshold;
  end

endmodule
