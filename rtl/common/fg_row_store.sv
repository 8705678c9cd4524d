/// Rows that are read twice: beats wait here while the statistics of their row are gathered
/// (statistics of a row come in when its last beat has passed the first pass, rows in order).
/// A row ends with x_last_i, or is cut after Depth beats: its Depth-th beat counts as the last.
/// Timing: a beat is taken while fewer than Depth beats and fewer than Rows unread rows are inside.
/// row_valid_o: the front beat and the statistics of its row are there; pop_i takes the beat.
module fg_row_store #(
  parameter int unsigned BeatWidth = 128,
  parameter int unsigned StatsWidth = 32,
  parameter int unsigned Depth = 64,
  parameter int unsigned Rows = 32
) (
  input  logic                       clk_i,
  input  logic                       rst_ni,
  input  logic                       x_valid_i,
  output logic                       x_ready_o,
  input  logic                       x_last_i,
  input  logic [BeatWidth-1:0]       x_data_i,
  output logic                       take_o,
  output logic                       first_o,
  output logic                       last_o,
  output logic [$clog2(Depth+1)-1:0] beats_o,  // of the row, up to this beat
  input  logic                       stats_valid_i,
  input  logic [StatsWidth-1:0]      stats_i,
  output logic                       row_valid_o,
  output logic                       row_last_o,
  output logic [BeatWidth-1:0]       row_data_o,
  output logic [StatsWidth-1:0]      row_stats_o,
  input  logic                       pop_i
);

  localparam int unsigned CountWidth = $clog2(Depth + 1);
  localparam int unsigned RowWidth = $clog2(Rows + 1);

  logic [CountWidth-1:0] in_row_q, count;
  logic [RowWidth-1:0]   rows_q, stats_count;
  logic                  pop_row;

  assign x_ready_o = count != CountWidth'(Depth) && rows_q != RowWidth'(Rows);
  assign take_o = x_valid_i && x_ready_o;
  assign first_o = in_row_q == '0;
  assign beats_o = in_row_q + CountWidth'(1);
  assign last_o = x_last_i || beats_o == CountWidth'(Depth);
  assign row_valid_o = stats_count != '0;
  assign pop_row = pop_i && row_last_o;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      in_row_q <= '0;
      rows_q   <= '0;
    end else begin
      if (take_o) in_row_q <= last_o ? '0 : beats_o;
      rows_q <= rows_q + RowWidth'(take_o && last_o) - RowWidth'(pop_row);
    end
  end

  fg_row_fifo #(.Width(BeatWidth + 1), .Depth(Depth)) u_beats (
    .clk_i(clk_i), .rst_ni(rst_ni), .push_i(take_o), .data_i({last_o, x_data_i}), .pop_i(pop_i),
    .data_o({row_last_o, row_data_o}), .count_o(count)
  );
  fg_row_fifo #(.Width(StatsWidth), .Depth(Rows)) u_stats (
    .clk_i(clk_i), .rst_ni(rst_ni), .push_i(stats_valid_i), .data_i(stats_i), .pop_i(pop_row),
    .data_o(row_stats_o), .count_o(stats_count)
  );

endmodule
