late_result: s/Stages = 5;/Stages = 6;/
round_up: s/assign cut = wide >> distance;/assign cut = (wide >> distance) + AlignW'(distance != 0);/
dropped_stall: s/assign in_ready_o = advance;/assign in_ready_o = 1'b1;/
flushed_subnormals: s/assign is_zero_o = is_subnormal \&\& mantissa == '0;/assign is_zero_o = is_subnormal;/
