-- Attestry guard: takes away the rights that 0004-grants.sql gave.
revoke all on all tables in schema guard from attestry_reader, attestry_writer;
revoke all on all functions in schema guard from attestry_reader, attestry_writer;
revoke all on schema guard from attestry_reader, attestry_writer;
