/// One element of the state. With the first key of a chunk: the sum so far, saturated, is the
/// carried state (0 for a fresh sequence); it is held for the results of the chunk, and the new sum
/// starts from it times the decay of the chunk. Each key adds key * value, 20 fraction bits.
module fg_gla_chunk_element (
  input  logic               clk_i,
  input  logic               rst_ni,
  input  logic               advance_i,
  input  logic               add_i,
  input  logic               is_first_i,
  input  logic               is_fresh_i,
  input  logic        [16:0] decay_i,
  input  logic signed [19:0] key_i,
  input  logic signed [15:0] value_i,
  output logic signed [35:0] state_o
);

  logic signed [41:0] sum_q, start;
  logic signed [35:0] saturated, carried, product;
  logic signed [53:0] decayed, rounded;

  fg_saturate_signed #(.InWidth(42), .OutWidth(36)) u_saturate (
    .data_i(sum_q), .data_o(saturated)
  );
  assign carried = is_fresh_i ? '0 : saturated;
  assign decayed = 54'(carried) * $signed(54'(decay_i));
  fg_shift_half_even #(.Width(54), .ShiftWidth(6)) u_round (
    .data_i(decayed), .shift_i(6'd16), .data_o(rounded)
  );
  assign start = is_first_i ? rounded[41:0] : sum_q;
  assign product = 36'(key_i) * 36'(value_i);

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      sum_q   <= '0;
      state_o <= '0;
    end else if (advance_i && add_i) begin
      sum_q <= start + 42'(product);
      if (is_first_i) state_o <= carried;
    end
  end

  logic unused;
  assign unused = ^rounded[53:42];

endmodule
