/// Frame of an SFQ cell: pulses, time stamps, windows, delays; the state table stands in the cell.
/// Toggle-coded: either edge of in_i is a pulse, at time_i (fs, modulo 2^40), at most one a cycle.
/// Timing: a pulse seen in a cycle in which advance_i holds changes state, out_o (an edge for each
/// output pulse) and out_time_o = time_i + delay at the end of that cycle.
/// Windows: a pulse on pin s less than LeastFs[state][f][s] after the last pulse on pin f, which
/// came in that state, sets first_o[f] for a cycle, and in kind_o {separation, hold, setup}: setup
/// if s alone is the clock, hold if f alone is. The pulse counts all the same.
/// Leaves out: lost pulses, jitter, two pulses of a cell more than 2^40 fs apart.
module fg_sfq_cell #(
  parameter int unsigned Inputs = 1,
  parameter int unsigned Outputs = 1,
  parameter bit          HasClock = 1'b0,  // the last input
  parameter logic [4*Inputs*Inputs*16-1:0]  LeastFs = '0,
  parameter logic [4*Inputs*Outputs*16-1:0] DelayFs = '0
) (
  input  logic                  clk_i,
  input  logic                  rst_ni,
  input  logic                  advance_i,
  input  logic [39:0]           time_i,
  input  logic [Inputs-1:0]     in_i,
  output logic [Inputs-1:0]     pulse_o,  // to the cell's table
  output logic [1:0]            state_o,
  input  logic [1:0]            next_i,
  input  logic [Outputs-1:0]    fire_i,
  output logic [Outputs-1:0]    out_o,
  output logic [Outputs*40-1:0] out_time_o,
  output logic [Inputs-1:0]     first_o,
  output logic [2:0]            kind_o
);

  logic [Inputs-1:0]     seen_q, first_d;
  logic [2:0]            kind_d;
  logic [Outputs*40-1:0] out_time_d;
  logic [15:0]           least, delay;
  logic [1:0]            state_q;

  assign pulse_o = in_i ^ seen_q;
  assign state_o = state_q;

  // The last pulse on each pin: its time and the state it met.
  logic [Inputs-1:0]    has_last_q;
  logic [Inputs*2-1:0]  last_state_q;
  logic [Inputs*40-1:0] last_time_q;

  always_comb begin
    first_d = '0;
    kind_d  = '0;
    least   = '0;
    for (int f = 0; f < Inputs; f++) begin
      least = '0;
      for (int t = 0; t < 4*Inputs; t++) begin  // t: state, second pin
        if (last_state_q[f*2 +: 2] == 2'(t / Inputs) && pulse_o[t % Inputs])
          least = LeastFs[((t / Inputs * Inputs + f)*Inputs + t % Inputs)*16 +: 16];
      end
      if (has_last_q[f] && time_i - last_time_q[f*40 +: 40] < 40'(least)) begin
        first_d[f] = 1'b1;
        if (HasClock && pulse_o[Inputs-1] && f != Inputs - 1) kind_d[0] = 1'b1;
        else if (HasClock && !pulse_o[Inputs-1] && f == Inputs - 1) kind_d[1] = 1'b1;
        else kind_d[2] = 1'b1;
      end
    end
  end

  always_comb begin
    out_time_d = '0;
    delay      = '0;
    for (int o = 0; o < Outputs; o++) begin
      delay = '0;
      for (int t = 0; t < 4*Inputs; t++) begin  // t: state, pin
        if (state_q == 2'(t / Inputs) && pulse_o[t % Inputs]) delay = DelayFs[(t*Outputs + o)*16 +: 16];
      end
      if (fire_i[o]) out_time_d[o*40 +: 40] = time_i + 40'(delay);
    end
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      seen_q       <= '0;
      state_q      <= '0;
      has_last_q   <= '0;
      last_state_q <= '0;
      last_time_q  <= '0;
      out_o        <= '0;
      out_time_o   <= '0;
      first_o      <= '0;
      kind_o       <= '0;
    end else if (advance_i) begin
      seen_q     <= in_i;
      state_q    <= next_i;
      out_o      <= out_o ^ fire_i;
      out_time_o <= out_time_d;
      first_o    <= first_d;
      kind_o     <= kind_d;
      for (int s = 0; s < Inputs; s++) begin
        if (pulse_o[s]) begin
          has_last_q[s]           <= 1'b1;
          last_state_q[s*2 +: 2]  <= state_q;
          last_time_q[s*40 +: 40] <= time_i;
        end
      end
    end
  end

`ifndef SYNTHESIS
  OnePulseACycle: assert property (@(posedge clk_i) disable iff (!rst_ni) $onehot0(pulse_o))
    else $error("two pulses of a cell in one cycle have no order");
`endif

endmodule
