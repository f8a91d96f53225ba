-- Attestry guard: takes away what 0042-retention.sql made. Certificates of deletions go with it: keep a copy first.
drop function if exists guard.is_held(oid, text);
drop function if exists guard.lift_hold(bigint, text);
drop function if exists guard.place_hold(text, text, text, text);
drop function if exists guard.set_retention(text, text, text, int, text, text, text, boolean);
drop function if exists guard.relation_of(text, text);
drop table if exists guard.disposal_key;
drop table if exists guard.disposal_step;
drop table if exists guard.disposal;
drop table if exists guard.legal_hold;
drop table if exists guard.retention_policy;
drop function if exists guard.guard_hold();
