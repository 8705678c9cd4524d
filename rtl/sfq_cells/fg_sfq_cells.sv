/// The SFQ cells of the bank behind ready/valid streams: `event` gives a pulse to pin `pin` of cell
/// `cell`, `gap` fs after the event before; `seen` says what came of it: output pulses (fired, with
/// their times in fs modulo 2^40, 0 where nothing fired) and violations (first: the pins whose last
/// pulse was too near; setup, hold, separation). Pins and slots that do not exist do nothing.
/// The streams are the bench; between them are toggle-coded wires, an edge a pulse.
/// Timing: an event a cycle, its result 2 cycles later (wires, then cells). Nothing moves while a
/// result is offered and not taken.
/// Leaves out: nets of cells (each is alone, as its table was measured).
module fg_sfq_cells (
  input  logic        clk_i,
  input  logic        rst_ni,
  input  logic        event_valid_i,
  output logic        event_ready_o,
  input  logic [3:0]  event_cell_i,
  input  logic [1:0]  event_pin_i,
  input  logic [15:0] event_gap_i,
  output logic        seen_valid_o,
  input  logic        seen_ready_i,
  output logic [3:0]  seen_cell_o,
  output logic [1:0]  seen_pin_o,
  output logic [1:0]  seen_fired_o,
  output logic [79:0] seen_time_o,
  output logic [2:0]  seen_first_o,
  output logic        seen_setup_o,
  output logic        seen_hold_o,
  output logic        seen_separation_o
);

  localparam int unsigned Slots = 16;

  logic advance, take;
  assign advance = !seen_valid_o || seen_ready_i;
  assign event_ready_o = advance;
  assign take = event_valid_i && advance;

  // Stage 1: the wires.
  logic [Slots*3-1:0] wire_q, wire_d;
  logic [39:0]        time_q;
  logic [3:0]         cell_q;
  logic [1:0]         pin_q;
  logic               is_driven_q;

  always_comb begin
    wire_d = wire_q;
    for (int c = 0; c < Slots; c++) begin
      for (int p = 0; p < 3; p++) begin
        if (event_cell_i == 4'(c) && event_pin_i == 2'(p)) wire_d[c*3 + p] = !wire_q[c*3 + p];
      end
    end
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      wire_q       <= '0;
      time_q       <= '0;
      cell_q       <= '0;
      pin_q        <= '0;
      is_driven_q  <= 1'b0;
      seen_valid_o <= 1'b0;
      seen_cell_o  <= '0;
      seen_pin_o   <= '0;
    end else if (advance) begin
      is_driven_q <= take;
      if (take) begin
        wire_q <= wire_d;
        time_q <= time_q + 40'(event_gap_i);
        cell_q <= event_cell_i;
        pin_q  <= event_pin_i;
      end
      seen_valid_o <= is_driven_q;
      seen_cell_o  <= cell_q;
      seen_pin_o   <= pin_q;
    end
  end

  // Stage 2: the cells; their last output levels tell edges.
  logic [Slots*2-1:0]    out, out_q;
  logic [Slots*2*40-1:0] out_time;
  logic [Slots*3-1:0]    first, kind;

  fg_sfq_cells_bank u_bank (
    .clk_i(clk_i), .rst_ni(rst_ni), .advance_i(advance), .time_i(time_q), .in_i(wire_q),
    .out_o(out), .out_time_o(out_time), .first_o(first), .kind_o(kind)
  );

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) out_q <= '0;
    else if (advance) out_q <= out;
  end

  always_comb begin
    seen_fired_o = '0;
    seen_time_o  = '0;
    seen_first_o = '0;
    {seen_separation_o, seen_hold_o, seen_setup_o} = '0;
    for (int c = 0; c < Slots; c++) begin
      if (seen_cell_o == 4'(c)) begin
        seen_fired_o = out[c*2 +: 2] ^ out_q[c*2 +: 2];
        seen_time_o  = out_time[c*80 +: 80];
        seen_first_o = first[c*3 +: 3];
        {seen_separation_o, seen_hold_o, seen_setup_o} = kind[c*3 +: 3];
      end
    end
  end

`ifndef SYNTHESIS
  StableWhileStalled: assert property (@(posedge clk_i) disable iff (!rst_ni)
    seen_valid_o && !seen_ready_i |=> seen_valid_o && $stable(seen_time_o) && $stable(seen_fired_o))
    else $error("a stalled result changed");
`endif

endmodule
