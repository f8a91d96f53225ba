-- Attestry guard, step 4: who may do what. Run as the owner of the schema.

revoke all on schema guard from public;
revoke all on all tables in schema guard from public;
revoke all on all functions in schema guard from public;

grant usage on schema guard to attestry_reader, attestry_writer;
grant select on guard.audit_log, guard.seal, guard.block, guard.adoption to attestry_reader;
grant execute on function guard.seal_pending(int) to attestry_reader;
grant execute on function guard.log_access(text, text, text, text, uuid, boolean, text) to attestry_writer;
