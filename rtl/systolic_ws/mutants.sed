late_result: s/Latency = Rows [+] Cols - 1/Latency = Rows + Cols/
unsigned_product: s/input  logic signed (\[DataWidth-1:0\] data_i)/input  logic \1/
dropped_stall: s/assign advance = !c_valid_o \|\| c_ready_i;/assign advance = 1'b1;/
early_swap: s/loaded_q == CountWidth'\(Rows\)/loaded_q >= CountWidth'(Rows - 1)/
