/// Statistics of a row for fg_row_norm: count N, sum S, and 1 / sqrt(N Q - S^2 + Epsilon N^2) as
/// mantissa * 2^-(20 + exponent), packed from the top in this order. Sums are exact.
/// Timing: latency 12 cycles from the last beat of the row, a beat a cycle, never stalls.
module fg_row_norm_stats #(
  parameter bit Centre = 1'b1,
  parameter int unsigned Lanes = 8,
  parameter int unsigned Epsilon = 1,
  parameter int unsigned CountWidth = 10,
  parameter int unsigned SumWidth = 25,
  parameter int unsigned VarWidth = 50,
  parameter int unsigned PositionWidth = 6
) (
  input  logic                  clk_i,
  input  logic                  rst_ni,
  input  logic                  valid_i,
  input  logic                  first_i,
  input  logic                  last_i,
  input  logic [CountWidth-1:0] count_i,
  input  logic [Lanes*16-1:0]   data_i,
  output logic                  valid_o,
  output logic [CountWidth+SumWidth+21+PositionWidth-2:0] stats_o
);

  localparam int unsigned SquareWidth = VarWidth - CountWidth + 1;  // of Q

  // Cycle 1: squares. Cycle 2: sums of the beat.
  logic [Lanes*16-1:0]           data_q;
  logic [Lanes*31-1:0]           squares_q;
  logic signed [SumWidth-1:0]    beat_sum, beat_sum_q;
  logic        [SquareWidth-1:0] beat_square, beat_square_q;
  for (genvar i = 0; i < Lanes; i++) begin : gen_square
    logic signed [15:0] x;
    logic signed [31:0] square;
    logic               unused;
    assign x = data_i[i*16 +: 16];
    assign square = 32'(x) * 32'(x);
    assign unused = square[31];
    always_ff @(posedge clk_i or negedge rst_ni) begin
      if (!rst_ni) squares_q[i*31 +: 31] <= '0;
      else squares_q[i*31 +: 31] <= square[30:0];
    end
  end
  always_comb begin
    beat_sum = '0;
    beat_square = '0;
    for (int unsigned i = 0; i < Lanes; i++) begin
      if (Centre) beat_sum = beat_sum + SumWidth'($signed(data_q[i*16 +: 16]));
      beat_square = beat_square + SquareWidth'(squares_q[i*31 +: 31]);
    end
  end

  // Cycle 3: sums of the row. Cycle 4: products. Cycle 5: what goes under the root.
  logic                          valid2, first2, done4, done3;
  logic        [CountWidth-1:0]  count3;
  logic signed [SumWidth-1:0]    sum_q;
  logic        [SquareWidth-1:0] square_q;
  logic signed [2*SumWidth-1:0]  sum_square_q;
  logic        [VarWidth-1:0]    count_square_q, spread_q, floor_q;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      data_q         <= '0;
      beat_sum_q     <= '0;
      beat_square_q  <= '0;
      sum_q          <= '0;
      square_q       <= '0;
      sum_square_q   <= '0;
      count_square_q <= '0;
      floor_q        <= '0;
      spread_q       <= '0;
    end else begin
      data_q        <= data_i;
      beat_sum_q    <= beat_sum;
      beat_square_q <= beat_square;
      if (valid2) begin
        sum_q    <= (first2 ? '0 : sum_q) + beat_sum_q;
        square_q <= (first2 ? '0 : square_q) + beat_square_q;
      end
      sum_square_q   <= (2*SumWidth)'(sum_q) * (2*SumWidth)'(sum_q);
      count_square_q <= VarWidth'(count3) * VarWidth'(square_q);
      floor_q        <= VarWidth'(count3) * VarWidth'(count3) * VarWidth'(Epsilon);
      if (done4) spread_q <= count_square_q - VarWidth'($unsigned(sum_square_q)) + floor_q;
    end
  end
  fg_delay #(.Width(2), .Cycles(2)) u_marks (
    .clk_i(clk_i), .rst_ni(rst_ni), .advance_i(1'b1), .data_i({valid_i, first_i}),
    .data_o({valid2, first2})
  );
  fg_delay #(.Width(CountWidth + 1), .Cycles(3)) u_count (
    .clk_i(clk_i), .rst_ni(rst_ni), .advance_i(1'b1), .data_i({valid_i && last_i, count_i}),
    .data_o({done3, count3})
  );
  fg_delay #(.Width(1), .Cycles(1)) u_done4 (
    .clk_i(clk_i), .rst_ni(rst_ni), .advance_i(1'b1), .data_i(done3), .data_o(done4)
  );

  // Cycles 6 to 12: the root.
  logic [CountWidth-1:0]    count;
  logic [SumWidth-1:0]      sum;
  logic [20:0]              mantissa;
  logic [PositionWidth-2:0] exponent;
  fg_reciprocal_sqrt #(.Width(VarWidth), .PositionWidth(PositionWidth)) u_root (
    .clk_i(clk_i), .rst_ni(rst_ni), .advance_i(1'b1), .data_i(spread_q), .mantissa_o(mantissa),
    .exponent_o(exponent)
  );
  fg_delay #(.Width(CountWidth + SumWidth + 1), .Cycles(9)) u_row (
    .clk_i(clk_i), .rst_ni(rst_ni), .advance_i(1'b1), .data_i({done3, count3, sum_q}),
    .data_o({valid_o, count, sum})
  );
  assign stats_o = {count, sum, mantissa, exponent};

endmodule
