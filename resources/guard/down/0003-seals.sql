-- Attestry guard: takes away what 0003-seals.sql made.
drop function if exists guard.seal_pending(int);
drop function if exists guard.field(bytea);
drop table if exists guard.adoption;
drop table if exists guard.block;
drop table if exists guard.seal;
