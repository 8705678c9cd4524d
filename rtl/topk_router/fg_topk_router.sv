/// Top-k router: the k experts (1..8) with the largest scores of up to 64, largest first, the lower
/// index among equal ones, and counters of how often each was chosen.
/// Streams: t takes a token: signed scores of all experts, t_experts_i how many of them take part
/// (the first ones), t_k_i how many to choose, at most t_experts_i, t_report_i: after this token
/// the loads are reported. e gives the chosen experts, one a beat, e_last_o on a token's last; l
/// gives the counters of all experts, Lanes a beat, expert 0 first, then clears them.
/// Timing: the first expert is offered a cycle after the token was taken, then one a cycle; a token
/// takes k cycles, k + Experts / Lanes with a report, the next one enters in the last of them.
/// Stall: a beat of e or l that is not taken holds everything.
/// Leaves out: softmax of the scores, capacity limits, dropping of tokens.
module fg_topk_router #(
  parameter int unsigned Experts = 64,
  parameter int unsigned Lanes = 16,
  parameter int unsigned ScoreWidth = 16,
  parameter int unsigned CountWidth = 24
) (
  input  logic                          clk_i,
  input  logic                          rst_ni,
  input  logic                          t_valid_i,
  output logic                          t_ready_o,
  input  logic [Experts*ScoreWidth-1:0] t_score_i,
  input  logic [$clog2(Experts+1)-1:0]  t_experts_i,
  input  logic [3:0]                    t_k_i,
  input  logic                          t_report_i,
  output logic                          e_valid_o,
  input  logic                          e_ready_i,
  output logic [$clog2(Experts)-1:0]    e_expert_o,
  output logic [ScoreWidth-1:0]         e_score_o,
  output logic                          e_last_o,
  output logic                          l_valid_o,
  input  logic                          l_ready_i,
  output logic [Lanes*CountWidth-1:0]   l_count_o,
  output logic                          l_last_o
);

  localparam int unsigned Beats = Experts / Lanes;
  localparam int unsigned BeatWidth = $clog2(Beats);

  typedef enum logic [1:0] {StIdle, StPick, StReport} state_e;

  state_e                        state_q, state_d;
  logic [Experts*ScoreWidth-1:0] score_q;
  logic [Experts-1:0]            open_q, open_d, taking_part;
  logic [3:0]                    left_q, left_d;  // experts still to choose
  logic                          report_q, take, pick;
  logic [BeatWidth-1:0]          beat_q, beat_d;

  assign e_valid_o = state_q == StPick;
  assign e_last_o = left_q == 4'd1;
  assign l_valid_o = state_q == StReport;
  assign l_last_o = beat_q == BeatWidth'(Beats - 1);
  assign pick = e_valid_o && e_ready_i;
  assign take = t_valid_i && t_ready_o;

  for (genvar i = 0; i < Experts; i++) begin : gen_taking_part
    assign taking_part[i] = t_experts_i > ($clog2(Experts+1))'(i);
  end

  fg_topk_router_argmax #(.Entries(Experts), .Width(ScoreWidth)) u_argmax (
    .score_i(score_q), .open_i(open_q), .index_o(e_expert_o), .score_o(e_score_o)
  );
  fg_topk_router_loads #(.Experts(Experts), .Lanes(Lanes), .CountWidth(CountWidth)) u_loads (
    .clk_i(clk_i), .rst_ni(rst_ni), .count_i(pick), .expert_i(e_expert_o),
    .clear_i(l_valid_o && l_ready_i && l_last_o), .beat_i(beat_q), .counts_o(l_count_o)
  );

  always_comb begin
    t_ready_o = 1'b0;
    state_d = state_q;
    unique case (state_q)
      StIdle:   t_ready_o = 1'b1;
      StPick: begin
        t_ready_o = pick && e_last_o && !report_q;
        if (pick && e_last_o) state_d = report_q ? StReport : StIdle;
      end
      StReport: begin
        t_ready_o = l_ready_i && l_last_o;
        if (t_ready_o) state_d = StIdle;
      end
      default: state_d = StIdle;
    endcase
    if (t_valid_i && t_ready_o) state_d = StPick;
  end

  always_comb begin
    open_d = open_q;
    left_d = left_q;
    beat_d = beat_q;
    if (pick) begin
      open_d[e_expert_o] = 1'b0;
      left_d = left_q - 4'd1;
    end
    if (l_valid_o && l_ready_i) beat_d = l_last_o ? '0 : beat_q + BeatWidth'(1);
    if (take) begin
      open_d = taking_part;
      left_d = t_k_i;
    end
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      state_q  <= StIdle;
      score_q  <= '0;
      open_q   <= '0;
      left_q   <= '0;
      report_q <= 1'b0;
      beat_q   <= '0;
    end else begin
      state_q <= state_d;
      open_q  <= open_d;
      left_q  <= left_d;
      beat_q  <= beat_d;
      if (take) begin
        score_q  <= t_score_i;
        report_q <= t_report_i;
      end
    end
  end

`ifndef SYNTHESIS
  LegalToken: assert property (@(posedge clk_i) disable iff (!rst_ni)
    t_valid_i |-> t_k_i >= 4'd1 && t_k_i <= 4'd8 && 32'(t_k_i) <= 32'(t_experts_i)
                  && 32'(t_experts_i) <= Experts)
    else $error("a token asks for no expert, more than 8 or more than there are");
  StableExpert: assert property (@(posedge clk_i) disable iff (!rst_ni)
    e_valid_o && !e_ready_i |=> e_valid_o && $stable(e_expert_o) && $stable(e_score_o))
    else $error("a stalled expert changed");
  StableLoads: assert property (@(posedge clk_i) disable iff (!rst_ni)
    l_valid_o && !l_ready_i |=> l_valid_o && $stable(l_count_o))
    else $error("a stalled report changed");
`endif

endmodule
