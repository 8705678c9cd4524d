/// Memory of Depth words, one port to read (the word a cycle later), one to write; a word read and
/// written in one cycle gives the old value. No reset: contents are undefined until written.
module fg_memory #(
  parameter int unsigned Depth = 16,
  parameter int unsigned Width = 8,
  localparam int unsigned AddressWidth = $clog2(Depth)
) (
  input  logic                    clk_i,
  input  logic                    read_i,
  input  logic [AddressWidth-1:0] read_address_i,
  output logic [Width-1:0]        read_data_o,
  input  logic                    write_i,
  input  logic [AddressWidth-1:0] write_address_i,
  input  logic [Width-1:0]        write_data_i
);

  logic [Width-1:0] word_q [0:Depth-1];

  always_ff @(posedge clk_i) begin
    if (read_i) read_data_o <= word_q[read_address_i];
    if (write_i) word_q[write_address_i] <= write_data_i;
  end

endmodule
