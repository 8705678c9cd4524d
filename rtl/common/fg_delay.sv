/// Delays data by Cycles cycles (0: a wire), counting only cycles in which advance_i is high.
module fg_delay #(
  parameter int unsigned Width = 8,
  parameter int unsigned Cycles = 1
) (
  input  logic             clk_i,
  input  logic             rst_ni,
  input  logic             advance_i,
  input  logic [Width-1:0] data_i,
  output logic [Width-1:0] data_o
);

  if (Cycles == 0) begin : gen_wire
    logic unused;
    assign unused = clk_i ^ rst_ni ^ advance_i;
    assign data_o = data_i;
  end else if (Cycles == 1) begin : gen_one
    logic [Width-1:0] delay_q;
    always_ff @(posedge clk_i or negedge rst_ni) begin
      if (!rst_ni) delay_q <= '0;
      else if (advance_i) delay_q <= data_i;
    end
    assign data_o = delay_q;
  end else begin : gen_many
    logic [Cycles*Width-1:0] delay_q;
    always_ff @(posedge clk_i or negedge rst_ni) begin
      if (!rst_ni) delay_q <= '0;
      else if (advance_i) delay_q <= {delay_q[(Cycles-1)*Width-1:0], data_i};
    end
    assign data_o = delay_q[(Cycles-1)*Width +: Width];
  end

endmodule
