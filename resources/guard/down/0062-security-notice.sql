-- Takes away what 0062-security-notice.sql made.

drop trigger if exists security_event_state_tell on guard.security_event_state;
drop trigger if exists security_event_tell on guard.security_event;
drop function if exists guard.tell_security_event();
