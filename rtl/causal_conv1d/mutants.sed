late_result: s/Latency = 3;/Latency = 4;/
half_odd: s/has_rest \|\| floor\[0\]/has_rest || !floor[0]/
dropped_stall: s/advance_o = !valid_o \|\| ready_i;/advance_o = !valid_o || ready_i || !valid_q[0];/
past_leaks: s/past3 = first_i [?] '0 : past3_q/past3 = past3_q/
window_slips: s/if \(take_i\) begin/if (take_i || !first_i) begin/
