/// How often each expert was chosen since the last clear, modulo 2^CountWidth; beat_i selects the
/// Lanes counters that counts_o shows. A clear wins over a count.
module fg_topk_router_loads #(
  parameter int unsigned Experts = 64,
  parameter int unsigned Lanes = 16,
  parameter int unsigned CountWidth = 24,
  localparam int unsigned ExpertWidth = $clog2(Experts),
  localparam int unsigned BeatWidth = $clog2(Experts / Lanes)
) (
  input  logic                        clk_i,
  input  logic                        rst_ni,
  input  logic                        count_i,
  input  logic [ExpertWidth-1:0]      expert_i,
  input  logic                        clear_i,
  input  logic [BeatWidth-1:0]        beat_i,
  output logic [Lanes*CountWidth-1:0] counts_o
);

  logic [Experts*CountWidth-1:0] counts;

  for (genvar e = 0; e < Experts; e++) begin : gen_expert
    logic [CountWidth-1:0] count_q;
    always_ff @(posedge clk_i or negedge rst_ni) begin
      if (!rst_ni) count_q <= '0;
      else if (clear_i) count_q <= '0;
      else if (count_i && expert_i == ExpertWidth'(e)) count_q <= count_q + CountWidth'(1);
    end
    assign counts[e*CountWidth +: CountWidth] = count_q;
  end

  assign counts_o = counts[32'(beat_i)*Lanes*CountWidth +: Lanes*CountWidth];

endmodule
