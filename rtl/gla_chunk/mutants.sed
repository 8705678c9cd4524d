late_result: s/(Width[(]1[)], [.]Cycles[(])2([)][)] u_valid)/\13\2/
sees_one_more: s/Chunk'[(]2[)] << token1/Chunk'(4) << token1/
half_to_odd: s/has_rest \|\| floor\[0\]/has_rest || !floor[0]/
dropped_stall: s/assign advance = !o_valid_o \|\| o_ready_i;/assign advance = 1'b1;/
first_decay_lost: s/is_start_i [?] decay_i/is_start_i ? 17'h10000/
first_within_chunk: s/if [(]take && token_q == '0[)] is_fresh_q/if (take) is_fresh_q/
