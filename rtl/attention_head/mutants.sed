late_result: s/(Width[(]1[)], [.]Cycles[(])10/\111/
sees_one_more: s/[+] i < 32'[(]visible_q[)]/+ i <= 32'(visible_q)/
half_to_odd: s/has_rest \|\| floor\[0\]/has_rest || !floor[0]/
dropped_stall: s/assign advance = !o_valid_o \|\| o_ready_i;/assign advance = 1'b1;/
wrong_rescale: s/7'd20 [+] 7'[(]shift_i[)]/7'd21 + 7'(shift_i)/
early_query: s/!has_q_q \|\| [(]take && last[)]/!has_q_q || take/
