late_result: s/Latency = 3;/Latency = 4;/
half_odd: s/has_rest \|\| floor\[0\]/has_rest || !floor[0]/
dropped_stall: s/advance_o = !valid_o \|\| ready_i;/advance_o = !valid_o || ready_i || !valid_q[0];/
stale_parameters: s/data_o = swap_i [?] next_q : used_q/data_o = used_q/
wraps: s/assign fits = .* \|\| /assign fits = /
