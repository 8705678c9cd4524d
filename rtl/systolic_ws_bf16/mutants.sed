late_result: s/Latency = Rows [+] Cols;/Latency = Rows + Cols + 1;/
half_odd: s/has_rest \|\| floor\[0\]/has_rest || !floor[0]/
no_sticky: s/shifted\[0\] \| \(\(shifted << distance\) != significand_minor\)/shifted[0] | ((shifted << distance) == '0)/
flushes_subnormals: s/is_subnormal [?] sum << room : normalised/is_subnormal ? '0 : normalised/
dropped_stall: s/advance_o = !valid_o \|\| ready_i;/advance_o = !valid_o || ready_i || !valid_q[0];/
early_swap: s/loaded_q == CountWidth'\(Rows\)/loaded_q >= CountWidth'(Rows - 1)/
