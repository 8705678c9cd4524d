late_state: s/(Width[(]2[)], [.]Cycles[(])5/\16/
late_result: s/(Width[(]1[)], [.]Cycles[(])9/\110/
half_to_odd: s/has_rest \|\| floor\[0\]/has_rest || !floor[0]/
dropped_stall: s/assign advance = !y_valid_o \|\| y_ready_i;/assign advance = 1'b1;/
state_not_cleared: s/first_i [?] '0 : 38'/first_i ? 38'(h_q) : 38'/
unsigned_b: s/49'[(]b_i[)]/$signed(49'($unsigned(b_i)))/
