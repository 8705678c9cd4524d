late_statistics: s/(CountWidth [+] SumWidth [+] 1[)], [.]Cycles[(])9/\110/
not_centred: s/[.]Centre[(]1'b1[)]/.Centre(1'b0)/
half_to_odd: s/has_rest \|\| floor\[0\]/has_rest || !floor[0]/
dropped_stall: s/assign advance = !y_valid_o \|\| y_ready_i;/assign advance = 1'b1;/
wrong_seed: s/s1_q\[21:16\] - 6'd16/s1_q[21:16] - 6'd17/
