-- Attestry guard: takes away what 0007-pack.sql made.
drop table if exists guard.attachment;
drop table if exists guard.pack;
