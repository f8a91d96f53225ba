-- Takes away what 0064-access-risk.sql made; a name that events were recorded under stays with them.

delete from guard.security_event_type t
 where t.name in ('access-risk-medium', 'access-risk-high', 'access-risk-critical')
   and not exists (select from guard.security_event e where e.type = t.name);
