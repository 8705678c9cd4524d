late_statistics: s/Width[(]17[)], [.]Cycles[(]8[)]/Width(17), .Cycles(9)/
wrong_rescale: s/7'd20 [+] 7'[(]shift_i[)]/7'd21 + 7'(shift_i)/
half_to_odd: s/has_rest \|\| floor\[0\]/has_rest || !floor[0]/
dropped_stall: s/assign advance = !p_valid_o \|\| p_ready_i;/assign advance = 1'b1;/
mask_ignored: s/exp_q      <= is_none [?] '0 :/exp_q      <= is_none ? '1 :/
no_cut_of_long_rows: s/x_last_i \|\| beats_o == CountWidth'[(]Depth[)]/x_last_i/
