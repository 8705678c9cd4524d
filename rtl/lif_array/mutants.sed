late_result: s/int unsigned Latency = 3;/int unsigned Latency = 4;/
fires_above: s/sum_q >= threshold/sum_q > threshold/
logical_leak: s/membrane_i >>> leak_i/membrane_i >> leak_i/
dropped_stall: s/advance_o = !valid_o \|\| ready_i;/advance_o = !valid_o || ready_i || !valid_q[0];/
keeps_membrane: s/empty_1_q     <= x_clear_i \|\| /empty_1_q     <= x_clear_i \&\& /
writes_bubbles: s/advance [&][&] take_2_q/advance || take_2_q/
