-- Attestry guard: takes away what 0006-prefix-cut.sql made.
drop function if exists guard.cut_prefix(text, int);

drop trigger if exists seal_no_deletion on guard.seal;
drop trigger if exists seal_append_only on guard.seal;
create trigger seal_append_only before update or delete on guard.seal
  for each row execute function guard.refuse_change();
drop trigger if exists audit_log_no_deletion on guard.audit_log;
drop trigger if exists audit_log_append_only on guard.audit_log;
create trigger audit_log_append_only before update or delete on guard.audit_log
  for each row execute function guard.refuse_change();

drop function if exists guard.refuse_deletion();
drop table if exists guard.prefix_cut;
