-- Takes away what 0012-number-gaps.sql made.

drop function if exists guard.log_counters();
drop function if exists guard.missing_numbers(bigint, int);
