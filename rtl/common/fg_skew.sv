/// Delays lane i by i cycles (Ascending) or by Lanes - 1 - i cycles, counting only cycles in which
/// advance_i is high: the triangle of registers before or after an array.
module fg_skew #(
  parameter int unsigned Lanes = 4,
  parameter int unsigned Width = 8,
  parameter bit Ascending = 1'b1
) (
  input  logic                   clk_i,
  input  logic                   rst_ni,
  input  logic                   advance_i,
  input  logic [Lanes*Width-1:0] data_i,
  output logic [Lanes*Width-1:0] data_o
);

  for (genvar i = 0; i < Lanes; i++) begin : gen_lane
    localparam int unsigned Delay = Ascending ? i : Lanes - 1 - i;
    if (Delay == 0) begin : gen_wire
      assign data_o[i*Width +: Width] = data_i[i*Width +: Width];
    end else if (Delay == 1) begin : gen_one
      logic [Width-1:0] delay_q;
      always_ff @(posedge clk_i or negedge rst_ni) begin
        if (!rst_ni) delay_q <= '0;
        else if (advance_i) delay_q <= data_i[i*Width +: Width];
      end
      assign data_o[i*Width +: Width] = delay_q;
    end else begin : gen_many
      logic [Delay*Width-1:0] delay_q;
      always_ff @(posedge clk_i or negedge rst_ni) begin
        if (!rst_ni) delay_q <= '0;
        else if (advance_i)
          delay_q <= {delay_q[(Delay-1)*Width-1:0], data_i[i*Width +: Width]};
      end
      assign data_o[i*Width +: Width] = delay_q[(Delay-1)*Width +: Width];
    end
  end

endmodule
