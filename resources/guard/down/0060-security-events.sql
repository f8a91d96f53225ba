-- Takes away what 0060-security-events.sql made.

drop function if exists guard.find_security_events(int);
drop view if exists guard.security_event_now;
drop function if exists guard.decide_security_event(bigint, text, text, text);
drop function if exists guard.record_security_event(text, text, jsonb, text, text);
drop table if exists guard.security_look;
drop table if exists guard.security_event_state;
drop table if exists guard.security_event;
drop table if exists guard.security_event_type;
