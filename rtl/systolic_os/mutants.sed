late_result: s/Latency = Rows [+] Cols - 1/Latency = Rows + Cols/
unsigned_product: s/input  logic signed (\[DataWidth-1:0\] b_i)/input  logic \1/
dropped_stall: s/assign advance = !c_valid_o \|\| c_ready_i;/assign advance = !c_valid_o || c_ready_i || !last_q[0];/
early_last: s/GapWidth'\(Rows - 1\)/GapWidth'(Rows - 2)/
no_hold: s/else if \(drain_i \|\| !hold_q\)/else if (drain_i || hold_q)/
sum_goes_on: s/sum_q  <= last_i [?] '0 : sum/sum_q  <= last_i ? sum_q : sum/
bubble_adds: s/take [?] a_data_i : '0/a_data_i/
