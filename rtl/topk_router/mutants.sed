ties_high: s/is_high = high > low/is_high = high >= low/
unsigned_scores: s/\{open_i\[n\], !score_i/{open_i[n], score_i/
dropped_stall: s/pick = e_valid_o && e_ready_i/pick = e_valid_o \&\& (e_ready_i || e_last_o)/
late_token: s/StIdle:   t_ready_o = 1'b1/StIdle:   t_ready_o = beat_q == '0 \&\& left_q == '0 \&\& open_q[0]/
keeps_loads: s/else if \(clear_i\)/else if (clear_i \&\& expert_i != '0)/
bubble: s/t_ready_o = pick && e_last_o && !report_q/t_ready_o = pick \&\& e_last_o \&\& !report_q \&\& left_q != 4'd1/
