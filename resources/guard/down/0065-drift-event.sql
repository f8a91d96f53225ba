-- Takes away what 0065-drift-event.sql made. Events of the type keep it until the list itself goes.

delete from guard.security_event_type t
 where t.name = 'guard-changed' and not exists (select from guard.security_event e where e.type = t.name);
