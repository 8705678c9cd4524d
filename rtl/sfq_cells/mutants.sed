wide_window: s/last_time_q\[f\*40 \+: 40\] < 40'\(least\)/last_time_q[f*40 +: 40] <= 40'(least)/
state_after: s/last_state_q\[s\*2 \+: 2\]  <= state_q/last_state_q[s*2 +: 2]  <= next_i/
rising_edges: s/assign pulse_o = in_i \^ seen_q;/assign pulse_o = in_i \& ~seen_q;/
destructive_ndro: /module fg_sfq_ndro/,$s/if \(pulse\[1\]\) next/if (pulse[1] || pulse[2]) next/
hold_as_setup: s/kind_d\[1\] = 1'b1;/kind_d[0] = 1'b1;/
dropped_stall: s/assign event_ready_o = advance;/assign event_ready_o = 1'b1;/
early_result: s,seen_valid_o <= is_driven_q;,seen_valid_o <= is_driven_q || take;,
