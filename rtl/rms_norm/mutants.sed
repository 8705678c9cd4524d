late_statistics: s/(CountWidth [+] SumWidth [+] 1[)], [.]Cycles[(])9/\110/
centred: s/[.]Centre[(]1'b0[)]/.Centre(1'b1)/
wrong_limit: s/[{]~data_i\[InWidth-1\][}]/{1'b1}/
dropped_stall: s/assign advance = !y_valid_o \|\| y_ready_i;/assign advance = 1'b1;/
half_epsilon: s/[+] floor_q;/+ (floor_q >> 1);/
sum_not_cleared: s/[(]first2 [?] '0 : square_q[)]/square_q/
