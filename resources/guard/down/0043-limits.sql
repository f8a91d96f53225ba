-- Attestry guard: takes away what 0043-limits.sql made.
drop function if exists guard.set_rate_limit(text, int, int);
drop function if exists guard.check_rate_limit(text, text);
drop table if exists guard.rate_use;
drop table if exists guard.rate_limit;
