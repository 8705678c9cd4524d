/// One state of a channel: h = exp(-dt * a) * h + drive * b, and c * h.
/// Cycle 1: dt * a. Cycles 2 to 4: its exponential; drive * b rounded. Cycle 5: the decay in fixed
/// point. Cycle 6: h. Cycle 7: c * h. drive_i and b_i come a cycle after a_i and dt_i, step_i and
/// first_i 5, c_i 6.
module fg_selective_scan_state (
  input  logic               clk_i,
  input  logic               rst_ni,
  input  logic               advance_i,
  input  logic        [15:0] a_i,
  input  logic        [15:0] dt_i,
  input  logic signed [32:0] drive_i,
  input  logic signed [15:0] b_i,
  input  logic               step_i,
  input  logic               first_i,
  input  logic signed [15:0] c_i,
  output logic        [47:0] product_o
);

  logic        [31:0] distance_q;
  logic        [20:0] mantissa, decay_q;
  logic        [5:0]  shift;
  logic signed [48:0] drive_full, drive_rounded;
  logic signed [36:0] drive_q, drive;
  logic signed [31:0] h_q, h;
  logic signed [53:0] kept, kept_rounded;
  logic signed [37:0] sum;

  fg_exp_negative #(.InWidth(32), .InFrac(20)) u_exp (
    .clk_i(clk_i), .rst_ni(rst_ni), .advance_i(advance_i), .data_i(distance_q),
    .mantissa_o(mantissa), .shift_o(shift)
  );
  assign drive_full = 49'(drive_i) * 49'(b_i);
  fg_shift_half_even #(.Width(49), .ShiftWidth(6)) u_round_drive (
    .data_i(drive_full), .shift_i(6'd12), .data_o(drive_rounded)
  );
  fg_delay #(.Width(37), .Cycles(3)) u_drive (
    .clk_i(clk_i), .rst_ni(rst_ni), .advance_i(advance_i), .data_i(drive_q), .data_o(drive)
  );
  assign kept = 54'(h_q) * $signed(54'(decay_q));
  fg_shift_half_even #(.Width(54), .ShiftWidth(6)) u_round_kept (
    .data_i(kept), .shift_i(6'd20), .data_o(kept_rounded)
  );
  assign sum = (first_i ? '0 : 38'(kept_rounded)) + 38'(drive);
  fg_saturate_signed #(.InWidth(38), .OutWidth(32)) u_saturate (.data_i(sum), .data_o(h));

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      distance_q <= '0;
      drive_q    <= '0;
      decay_q    <= '0;
      h_q        <= '0;
      product_o  <= '0;
    end else if (advance_i) begin
      distance_q <= 32'(dt_i) * 32'(a_i);
      drive_q    <= 37'(drive_rounded);
      decay_q    <= mantissa >> shift;
      if (step_i) h_q <= h;
      product_o  <= $unsigned(48'(h_q) * 48'(c_i));
    end
  end

  logic unused;
  assign unused = ^{drive_rounded[48:37], kept_rounded[53:38]};

endmodule
