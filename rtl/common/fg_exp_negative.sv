/// exp(-d) as mantissa * 2^-(20 + shift), mantissa in (2^19, 2^20], for d >= 0 with InFrac fraction
/// bits: t = d * log2(e) cut to 20 fraction bits, 2^-t from its integer part (shift, at most 63), a
/// table of 2^-(i/64) and 1 - u + u^2/2 for the rest u < ln(2)/64.
/// Error of the mantissa: below 3 units, and 4e-7 * d of itself (constant log2(e) in 18 bits).
/// Timing: latency 3 cycles, one a cycle; advance_i low holds everything.
module fg_exp_negative #(
  parameter int unsigned InWidth = 16,
  parameter int unsigned InFrac = 8
) (
  input  logic               clk_i,
  input  logic               rst_ni,
  input  logic               advance_i,
  input  logic [InWidth-1:0] data_i,
  output logic [20:0]        mantissa_o,
  output logic [5:0]         shift_o
);

  localparam int unsigned ProductWidth = InWidth + 18;
  localparam int unsigned Cut = InFrac + 17 - 20;  // fraction bits beyond 20
  localparam logic [17:0] Log2E = 18'd189097;      // log2(e) * 2^17
  localparam logic [15:0] Ln2 = 16'd45426;         // ln(2) * 2^16
  localparam logic [64*21-1:0] Table = {
    21'd529997, 21'd535768, 21'd541603, 21'd547500, 21'd553462, 21'd559489, 21'd565581,
    21'd571740, 21'd577966, 21'd584260, 21'd590622, 21'd597053, 21'd603555, 21'd610127,
    21'd616771, 21'd623487, 21'd630276, 21'd637140, 21'd644078, 21'd651091, 21'd658181,
    21'd665348, 21'd672593, 21'd679917, 21'd687321, 21'd694806, 21'd702372, 21'd710020,
    21'd717752, 21'd725567, 21'd733468, 21'd741455, 21'd749529, 21'd757691, 21'd765942,
    21'd774282, 21'd782714, 21'd791237, 21'd799853, 21'd808563, 21'd817367, 21'd826268,
    21'd835265, 21'd844361, 21'd853555, 21'd862850, 21'd872246, 21'd881744, 21'd891345,
    21'd901051, 21'd910863, 21'd920782, 21'd930809, 21'd940944, 21'd951191, 21'd961548,
    21'd972019, 21'd982604, 21'd993303, 21'd1004120, 21'd1015054, 21'd1026107, 21'd1037281,
    21'd1048576
  };

  // Cycle 1: t.
  logic [ProductWidth-1:0] product;
  logic                    is_far;
  logic [19:0]             fraction_q;
  logic [5:0]              shift1_q, shift2_q;
  assign product = ProductWidth'(data_i) * ProductWidth'(Log2E);
  assign is_far = product[ProductWidth-1:Cut+26] != '0;

  // Cycle 2: table entry, and the rest u in units of 2^-24.
  logic [29:0] u_full;
  logic [17:0] u;
  logic [19:0] u_square;
  logic [20:0] entry_q;
  logic [17:0] fall_q;
  assign u_full = 30'(fraction_q[13:0]) * 30'(Ln2);
  assign u = u_full[29:12];
  assign u_square = 20'(u[17:8]) * 20'(u[17:8]);  // units of 2^-32

  // Cycle 3: entry * (1 - fall).
  logic [38:0] fallen;
  assign fallen = 39'(entry_q) * 39'(fall_q);

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      fraction_q <= '0;
      shift1_q   <= '0;
      entry_q    <= '0;
      fall_q     <= '0;
      shift2_q   <= '0;
      mantissa_o <= '0;
      shift_o    <= '0;
    end else if (advance_i) begin
      fraction_q <= product[Cut +: 20];
      shift1_q   <= is_far ? '1 : product[Cut+20 +: 6];
      entry_q    <= Table[32'(fraction_q[19:14])*21 +: 21];
      fall_q     <= u - 18'(u_square[19:9]);
      shift2_q   <= shift1_q;
      mantissa_o <= entry_q - 21'(fallen[38:24]);
      shift_o    <= shift2_q;
    end
  end

  logic unused;
  assign unused = ^{product[Cut-1:0], u_full[11:0], u_square[8:0], fallen[23:0]};

endmodule
