/// First in, first out: what is pushed in a cycle is at the front in the next at the earliest.
/// Never pushed when full, never popped when empty: the user counts.
module fg_row_fifo #(
  parameter int unsigned Width = 8,
  parameter int unsigned Depth = 16
) (
  input  logic                     clk_i,
  input  logic                     rst_ni,
  input  logic                     push_i,
  input  logic [Width-1:0]         data_i,
  input  logic                     pop_i,
  output logic [Width-1:0]         data_o,
  output logic [$clog2(Depth+1)-1:0] count_o
);

  localparam int unsigned PointerWidth = $clog2(Depth);
  localparam int unsigned CountWidth = $clog2(Depth + 1);
  if (2 ** PointerWidth != Depth) begin : gen_illegal
    $error("fg_row_fifo: Depth must be a power of two");
  end

  logic [Width-1:0]        memory_q [Depth];
  logic [PointerWidth-1:0] write_q, read_q;

  assign data_o = memory_q[read_q];

  always_ff @(posedge clk_i) begin
    if (push_i) memory_q[write_q] <= data_i;
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      write_q <= '0;
      read_q  <= '0;
      count_o <= '0;
    end else begin
      if (push_i) write_q <= write_q + PointerWidth'(1);
      if (pop_i) read_q <= read_q + PointerWidth'(1);
      count_o <= count_o + CountWidth'(push_i) - CountWidth'(pop_i);
    end
  end

`ifndef SYNTHESIS
  NoOverflow: assert property (@(posedge clk_i) disable iff (!rst_ni)
    !(push_i && !pop_i && count_o == CountWidth'(Depth))) else $error("push into a full fifo");
  NoUnderflow: assert property (@(posedge clk_i) disable iff (!rst_ni)
    !(pop_i && count_o == '0)) else $error("pop from an empty fifo");
`endif

endmodule
