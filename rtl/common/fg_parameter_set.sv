/// Parameters of a tile, two sets: one in use, one that waits. The stream fills the waiting set;
/// swap_i (the first beat of a tile passes) puts it in use from this very beat on and frees the
/// place for the next one in the same cycle. swap_i only when full_o.
module fg_parameter_set #(
  parameter int unsigned Width = 8
) (
  input  logic             clk_i,
  input  logic             rst_ni,
  input  logic             valid_i,
  output logic             ready_o,
  input  logic [Width-1:0] data_i,
  input  logic             swap_i,
  output logic             full_o,
  output logic [Width-1:0] data_o
);

  logic [Width-1:0] next_q, used_q;
  logic             full_q;

  assign full_o = full_q;
  assign ready_o = !full_q || swap_i;
  assign data_o = swap_i ? next_q : used_q;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      full_q <= 1'b0;
      next_q <= '0;
      used_q <= '0;
    end else begin
      if (swap_i) used_q <= next_q;
      if (valid_i && ready_o) begin
        next_q <= data_i;
        full_q <= 1'b1;
      end else if (swap_i) begin
        full_q <= 1'b0;
      end
    end
  end

`ifndef SYNTHESIS
  SwapsFullSet: assert property (@(posedge clk_i) disable iff (!rst_ni) swap_i |-> full_q)
    else $error("a tile started without its parameters");
`endif

endmodule
