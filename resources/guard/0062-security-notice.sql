-- Attestry guard, step 62: whoever listens learns of security events and of decisions on them at once. Run as the owner of
-- the schema.

create or replace function guard.tell_security_event() returns trigger
  language plpgsql
  set search_path = pg_catalog, pg_temp
as $$
begin
  -- No payload: everybody in the database may listen. Equal notices of one transaction become one.
  perform pg_notify('attestry_security', '');
  return null;
end
$$;
comment on function guard.tell_security_event() is 'Sends attestry_security when something is appended; says nothing of what.';
revoke all on function guard.tell_security_event() from public;

drop trigger if exists security_event_tell on guard.security_event;
create trigger security_event_tell after insert on guard.security_event
  for each row execute function guard.tell_security_event();
drop trigger if exists security_event_state_tell on guard.security_event_state;
create trigger security_event_state_tell after insert on guard.security_event_state
  for each row execute function guard.tell_security_event();
