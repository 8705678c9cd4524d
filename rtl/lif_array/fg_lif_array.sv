/// Leaky integrate-and-fire neurons, Lanes a beat, Neurons in all, time-multiplexed over a memory
/// of membranes. Beats address the groups of Lanes neurons in turn; a time step is Neurons / Lanes
/// beats. The rule of a neuron is that of fg_lif_array_neuron.
/// Streams: x takes currents with the rule of their neurons: x_clear_i (membranes count as 0, a
/// sequence starts), x_leak_i, x_threshold_i, x_zero_i (reset to zero, else by subtraction); s
/// gives spikes and the membranes left behind. After reset all membranes are 0.
/// Timing: a beat a cycle; its result is offered 3 cycles after it was taken. A time step back to
/// back with the next: Neurons / Lanes cycles.
/// Stall: while a result is offered and not taken, nothing moves.
/// Leaves out: refractory time, a rule for each neuron, skipping silent groups.
module fg_lif_array #(
  parameter int unsigned Neurons = 256,
  parameter int unsigned Lanes = 16,
  parameter int unsigned CurrentWidth = 16,
  parameter int unsigned MembraneWidth = 24
) (
  input  logic                           clk_i,
  input  logic                           rst_ni,
  input  logic                           x_valid_i,
  output logic                           x_ready_o,
  input  logic                           x_clear_i,
  input  logic [3:0]                     x_leak_i,
  input  logic                           x_zero_i,
  input  logic [CurrentWidth-1:0]        x_threshold_i,
  input  logic [Lanes*CurrentWidth-1:0]  x_current_i,
  output logic                           s_valid_o,
  input  logic                           s_ready_i,
  output logic [Lanes-1:0]               s_spike_o,
  output logic [Lanes*MembraneWidth-1:0] s_membrane_o
);

  localparam int unsigned Latency = 3;
  localparam int unsigned Groups = Neurons / Lanes;
  localparam int unsigned GroupWidth = $clog2(Groups);

  // A group is read again Groups beats later: its membranes must have been written by then.
  if (Groups < Latency || Groups * Lanes != Neurons) begin : gen_illegal
    $error("Neurons must be a multiple of Lanes, three times Lanes at least");
  end

  logic advance, take;
  assign x_ready_o = advance;
  assign take = x_valid_i && x_ready_o;

  fg_advance #(.Latency(Latency)) u_advance (
    .clk_i(clk_i), .rst_ni(rst_ni), .take_i(take), .advance_o(advance), .valid_o(s_valid_o),
    .ready_i(s_ready_i)
  );

  logic [GroupWidth-1:0]          group_q, group_d, group_1_q, group_2_q;
  logic [Groups-1:0]              is_written_q;  // since reset
  logic                           take_1_q, take_2_q, empty_1_q, zero_1_q, zero_2_q;
  logic [3:0]                     leak_1_q;
  logic [CurrentWidth-1:0]        threshold_1_q, threshold_2_q;
  logic [Lanes*CurrentWidth-1:0]  current_1_q;
  logic [Lanes*MembraneWidth-1:0] stored, membranes;
  logic [Lanes-1:0]               spikes;

  assign group_d = group_q == GroupWidth'(Groups - 1) ? '0 : group_q + GroupWidth'(1);

  fg_memory #(.Depth(Groups), .Width(Lanes * MembraneWidth)) u_membranes (
    .clk_i(clk_i), .read_i(take), .read_address_i(group_q), .read_data_o(stored),
    .write_i(advance && take_2_q), .write_address_i(group_2_q), .write_data_i(membranes)
  );

  for (genvar i = 0; i < Lanes; i++) begin : gen_lane
    fg_lif_array_neuron #(.CurrentWidth(CurrentWidth), .MembraneWidth(MembraneWidth)) u_neuron (
      .clk_i      (clk_i),
      .rst_ni     (rst_ni),
      .advance_i  (advance),
      .membrane_i (empty_1_q ? '0 : stored[i*MembraneWidth +: MembraneWidth]),
      .current_i  (current_1_q[i*CurrentWidth +: CurrentWidth]),
      .leak_i     (leak_1_q),
      .threshold_i(threshold_2_q),
      .zero_i     (zero_2_q),
      .spike_o    (spikes[i]),
      .membrane_o (membranes[i*MembraneWidth +: MembraneWidth])
    );
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      group_q       <= '0;
      is_written_q  <= '0;
      {take_1_q, take_2_q, empty_1_q, zero_1_q, zero_2_q} <= '0;
      {group_1_q, group_2_q, leak_1_q, threshold_1_q, threshold_2_q} <= '0;
      current_1_q   <= '0;
      s_spike_o     <= '0;
      s_membrane_o  <= '0;
    end else if (advance) begin
      if (take) begin
        group_q               <= group_d;
        is_written_q[group_q] <= 1'b1;
      end
      take_1_q      <= take;
      group_1_q     <= group_q;
      empty_1_q     <= x_clear_i || !is_written_q[group_q];
      leak_1_q      <= x_leak_i;
      zero_1_q      <= x_zero_i;
      threshold_1_q <= x_threshold_i;
      current_1_q   <= x_current_i;
      take_2_q      <= take_1_q;
      group_2_q     <= group_1_q;
      zero_2_q      <= zero_1_q;
      threshold_2_q <= threshold_1_q;
      s_spike_o     <= spikes;
      s_membrane_o  <= membranes;
    end
  end

`ifndef SYNTHESIS
  StableWhileStalled: assert property (@(posedge clk_i) disable iff (!rst_ni)
    s_valid_o && !s_ready_i |=> s_valid_o && $stable(s_spike_o) && $stable(s_membrane_o))
    else $error("a stalled result changed");
`endif

endmodule
