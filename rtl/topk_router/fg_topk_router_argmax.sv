/// The open entry with the largest signed score, the lowest index among equal ones: a tree of
/// compares. Combinational. With nothing open the result means nothing.
module fg_topk_router_argmax #(
  parameter int unsigned Entries = 64,
  parameter int unsigned Width = 16,
  localparam int unsigned IndexWidth = $clog2(Entries)
) (
  input  logic [Entries*Width-1:0] score_i,
  input  logic [Entries-1:0]       open_i,
  output logic [IndexWidth-1:0]    index_o,
  output logic [Width-1:0]         score_o
);

  if (Entries != 2 ** IndexWidth) begin : gen_illegal
    $error("Entries must be a power of two");
  end

  // A key orders like its score: sign inverted, and open entries above all others.
  localparam int unsigned KeyWidth = Width + 1;

  for (genvar l = 0; l <= IndexWidth; l++) begin : gen_level
    localparam int unsigned Nodes = Entries >> l;
    logic [Nodes*KeyWidth-1:0]   keys;
    logic [Nodes*IndexWidth-1:0] indices;
    for (genvar n = 0; n < Nodes; n++) begin : gen_node
      if (l == 0) begin : gen_leaf
        assign keys[n*KeyWidth +: KeyWidth] =
            {open_i[n], !score_i[n*Width+Width-1], score_i[n*Width +: Width-1]};
        assign indices[n*IndexWidth +: IndexWidth] = IndexWidth'(n);
      end else begin : gen_compare
        logic [KeyWidth-1:0] low, high;
        logic                is_high;  // ties: the lower index
        assign low = gen_level[l-1].keys[2*n*KeyWidth +: KeyWidth];
        assign high = gen_level[l-1].keys[(2*n+1)*KeyWidth +: KeyWidth];
        assign is_high = high > low;
        assign keys[n*KeyWidth +: KeyWidth] = is_high ? high : low;
        assign indices[n*IndexWidth +: IndexWidth] =
            is_high ? gen_level[l-1].indices[(2*n+1)*IndexWidth +: IndexWidth]
                    : gen_level[l-1].indices[2*n*IndexWidth +: IndexWidth];
      end
    end
  end

  assign index_o = gen_level[IndexWidth].indices;
  assign score_o = {!gen_level[IndexWidth].keys[Width-1], gen_level[IndexWidth].keys[Width-2:0]};

endmodule
