-- Attestry guard: takes away what 0005-adoption.sql made.
drop function if exists guard.adopt_cluster(text);
