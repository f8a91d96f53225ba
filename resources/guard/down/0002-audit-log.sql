-- Attestry guard: takes away what 0002-audit-log.sql made. The schema must be empty then: what is in it and not of the
-- pack is somebody else's, and stops this.
drop function if exists guard.audit_truncate();
drop function if exists guard.audit_change();
drop function if exists guard.log_access(text, text, text, text, uuid, boolean, text);
drop table if exists guard.audit_log;
drop function if exists guard.refuse_change();
drop schema if exists guard;
