/// The cells, one each, with delays and windows in fs (written by scripts/sfq_cells from models/sfq/cells/*.yaml).
/// Slot n has pins in_i[n*3 +: 3]; slots without a cell stay silent. Timing: fg_sfq_cell.
module fg_sfq_cells_bank (
  input  logic clk_i,
  input  logic rst_ni,
  input  logic advance_i,
  input  logic [39:0] time_i,
  input  logic [47:0] in_i,
  output logic [31:0] out_o,
  output logic [1279:0] out_time_o,
  output logic [47:0] first_o,
  output logic [47:0] kind_o
);

  fg_sfq_and2 #(
    // state, then first pin, then second pin: none, a, b, both; a, b, clk
    .LeastFs({
      16'd0, 16'd0, 16'd0, 16'd0, 16'd0, 16'd0, 16'd0, 16'd0, 16'd0,
      16'd0, 16'd0, 16'd940, 16'd0, 16'd0, 16'd0, 16'd0, 16'd0, 16'd0,
      16'd0, 16'd940, 16'd0, 16'd0, 16'd0, 16'd0, 16'd0, 16'd0, 16'd0,
      16'd0, 16'd0, 16'd0, 16'd0, 16'd0, 16'd0, 16'd0, 16'd0, 16'd0}),
    .DelayFs({
      16'd5293, 16'd0, 16'd0,
      16'd0, 16'd0, 16'd0,
      16'd0, 16'd0, 16'd0,
      16'd0, 16'd0, 16'd0})
  ) u_and2 (
    .clk_i(clk_i), .rst_ni(rst_ni), .advance_i(advance_i), .time_i(time_i),
    .in_i(in_i[0 +: 3]), .out_o(out_o[0 +: 1]),
    .out_time_o(out_time_o[0 +: 40]),
    .first_o(first_o[0 +: 3]), .kind_o(kind_o[0 +: 3])
  );
  assign out_o[1 +: 1] = '0;
  assign out_time_o[40 +: 40] = '0;

  fg_sfq_dff #(
    // state, then first pin, then second pin: empty, full; a, clk
    .LeastFs({
      16'd0, 16'd0, 16'd0, 16'd0,
      16'd0, 16'd0, 16'd0, 16'd0,
      16'd0, 16'd0, 16'd0, 16'd0,
      16'd0, 16'd410, 16'd0, 16'd0}),
    .DelayFs({
      16'd0, 16'd0,
      16'd0, 16'd0,
      16'd5886, 16'd0,
      16'd0, 16'd0})
  ) u_dff (
    .clk_i(clk_i), .rst_ni(rst_ni), .advance_i(advance_i), .time_i(time_i),
    .in_i(in_i[3 +: 2]), .out_o(out_o[2 +: 1]),
    .out_time_o(out_time_o[80 +: 40]),
    .first_o(first_o[3 +: 2]), .kind_o(kind_o[3 +: 3])
  );
  assign first_o[5 +: 1] = '0;
  assign out_o[3 +: 1] = '0;
  assign out_time_o[120 +: 40] = '0;

  fg_sfq_jtl #(
    // state, then first pin, then second pin: idle; a
    .LeastFs({
      16'd0,
      16'd0,
      16'd0,
      16'd6250}),
    .DelayFs({
      16'd0,
      16'd0,
      16'd0,
      16'd3639})
  ) u_jtl (
    .clk_i(clk_i), .rst_ni(rst_ni), .advance_i(advance_i), .time_i(time_i),
    .in_i(in_i[6 +: 1]), .out_o(out_o[4 +: 1]),
    .out_time_o(out_time_o[160 +: 40]),
    .first_o(first_o[6 +: 1]), .kind_o(kind_o[6 +: 3])
  );
  assign first_o[7 +: 2] = '0;
  assign out_o[5 +: 1] = '0;
  assign out_time_o[200 +: 40] = '0;

  fg_sfq_merge #(
    // state, then first pin, then second pin: idle; a, b
    .LeastFs({
      16'd0, 16'd0, 16'd0, 16'd0,
      16'd0, 16'd0, 16'd0, 16'd0,
      16'd0, 16'd0, 16'd0, 16'd0,
      16'd0, 16'd5940, 16'd5940, 16'd0}),
    .DelayFs({
      16'd0, 16'd0,
      16'd0, 16'd0,
      16'd0, 16'd0,
      16'd9246, 16'd9225})
  ) u_merge (
    .clk_i(clk_i), .rst_ni(rst_ni), .advance_i(advance_i), .time_i(time_i),
    .in_i(in_i[9 +: 2]), .out_o(out_o[6 +: 1]),
    .out_time_o(out_time_o[240 +: 40]),
    .first_o(first_o[9 +: 2]), .kind_o(kind_o[9 +: 3])
  );
  assign first_o[11 +: 1] = '0;
  assign out_o[7 +: 1] = '0;
  assign out_time_o[280 +: 40] = '0;

  fg_sfq_ndro #(
    // state, then first pin, then second pin: clear, set; a, b, clk
    .LeastFs({
      16'd0, 16'd0, 16'd0, 16'd0, 16'd0, 16'd0, 16'd0, 16'd0, 16'd0,
      16'd0, 16'd0, 16'd0, 16'd0, 16'd0, 16'd0, 16'd0, 16'd0, 16'd0,
      16'd7560, 16'd0, 16'd0, 16'd4500, 16'd0, 16'd1880, 16'd0, 16'd0, 16'd0,
      16'd0, 16'd0, 16'd0, 16'd0, 16'd0, 16'd0, 16'd290, 16'd880, 16'd0}),
    .DelayFs({
      16'd0, 16'd0, 16'd0,
      16'd0, 16'd0, 16'd0,
      16'd5477, 16'd0, 16'd0,
      16'd0, 16'd0, 16'd0})
  ) u_ndro (
    .clk_i(clk_i), .rst_ni(rst_ni), .advance_i(advance_i), .time_i(time_i),
    .in_i(in_i[12 +: 3]), .out_o(out_o[8 +: 1]),
    .out_time_o(out_time_o[320 +: 40]),
    .first_o(first_o[12 +: 3]), .kind_o(kind_o[12 +: 3])
  );
  assign out_o[9 +: 1] = '0;
  assign out_time_o[360 +: 40] = '0;

  fg_sfq_not #(
    // state, then first pin, then second pin: clear, set; a, clk
    .LeastFs({
      16'd0, 16'd0, 16'd0, 16'd0,
      16'd0, 16'd0, 16'd0, 16'd0,
      16'd6250, 16'd0, 16'd2120, 16'd0,
      16'd6310, 16'd4560, 16'd760, 16'd0}),
    .DelayFs({
      16'd0, 16'd0,
      16'd0, 16'd0,
      16'd0, 16'd0,
      16'd5779, 16'd0})
  ) u_not (
    .clk_i(clk_i), .rst_ni(rst_ni), .advance_i(advance_i), .time_i(time_i),
    .in_i(in_i[15 +: 2]), .out_o(out_o[10 +: 1]),
    .out_time_o(out_time_o[400 +: 40]),
    .first_o(first_o[15 +: 2]), .kind_o(kind_o[15 +: 3])
  );
  assign first_o[17 +: 1] = '0;
  assign out_o[11 +: 1] = '0;
  assign out_time_o[440 +: 40] = '0;

  fg_sfq_or2 #(
    // state, then first pin, then second pin: none, any; a, b, clk
    .LeastFs({
      16'd0, 16'd0, 16'd0, 16'd0, 16'd0, 16'd0, 16'd0, 16'd0, 16'd0,
      16'd0, 16'd0, 16'd0, 16'd0, 16'd0, 16'd0, 16'd0, 16'd0, 16'd0,
      16'd0, 16'd0, 16'd0, 16'd3690, 16'd0, 16'd0, 16'd3690, 16'd0, 16'd0,
      16'd0, 16'd0, 16'd0, 16'd2880, 16'd0, 16'd0, 16'd2940, 16'd0, 16'd0}),
    .DelayFs({
      16'd0, 16'd0, 16'd0,
      16'd0, 16'd0, 16'd0,
      16'd5220, 16'd0, 16'd0,
      16'd0, 16'd0, 16'd0})
  ) u_or2 (
    .clk_i(clk_i), .rst_ni(rst_ni), .advance_i(advance_i), .time_i(time_i),
    .in_i(in_i[18 +: 3]), .out_o(out_o[12 +: 1]),
    .out_time_o(out_time_o[480 +: 40]),
    .first_o(first_o[18 +: 3]), .kind_o(kind_o[18 +: 3])
  );
  assign out_o[13 +: 1] = '0;
  assign out_time_o[520 +: 40] = '0;

  fg_sfq_split #(
    // state, then first pin, then second pin: idle; a
    .LeastFs({
      16'd0,
      16'd0,
      16'd0,
      16'd6250}),
    .DelayFs({
      16'd0, 16'd0,
      16'd0, 16'd0,
      16'd0, 16'd0,
      16'd6274, 16'd6196})
  ) u_split (
    .clk_i(clk_i), .rst_ni(rst_ni), .advance_i(advance_i), .time_i(time_i),
    .in_i(in_i[21 +: 1]), .out_o(out_o[14 +: 2]),
    .out_time_o(out_time_o[560 +: 80]),
    .first_o(first_o[21 +: 1]), .kind_o(kind_o[21 +: 3])
  );
  assign first_o[22 +: 2] = '0;

  fg_sfq_xor #(
    // state, then first pin, then second pin: none, a, b; a, b, clk
    .LeastFs({
      16'd0, 16'd0, 16'd0, 16'd0, 16'd0, 16'd0, 16'd0, 16'd0, 16'd0,
      16'd0, 16'd0, 16'd6060, 16'd6940, 16'd0, 16'd7690, 16'd4560, 16'd0, 16'd6250,
      16'd0, 16'd5940, 16'd0, 16'd4500, 16'd6250, 16'd0, 16'd7310, 16'd8000, 16'd0,
      16'd0, 16'd0, 16'd0, 16'd410, 16'd0, 16'd0, 16'd470, 16'd0, 16'd0}),
    .DelayFs({
      16'd0, 16'd0, 16'd0,
      16'd5220, 16'd0, 16'd0,
      16'd5222, 16'd0, 16'd0,
      16'd0, 16'd0, 16'd0})
  ) u_xor (
    .clk_i(clk_i), .rst_ni(rst_ni), .advance_i(advance_i), .time_i(time_i),
    .in_i(in_i[24 +: 3]), .out_o(out_o[16 +: 1]),
    .out_time_o(out_time_o[640 +: 40]),
    .first_o(first_o[24 +: 3]), .kind_o(kind_o[24 +: 3])
  );
  assign out_o[17 +: 1] = '0;
  assign out_time_o[680 +: 40] = '0;

  assign out_o[18 +: 14] = '0;
  assign out_time_o[720 +: 560] = '0;
  assign first_o[27 +: 21] = '0;
  assign kind_o[27 +: 21] = '0;

endmodule
