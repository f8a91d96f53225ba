-- Attestry guard, step 65: the security event of a guard that was changed. Run as the owner of the schema.

insert into guard.security_event_type (name, severity, investigate, threshold, meaning) values
  ('guard-changed', 'CRITICAL', true, null, 'something of the guard was changed or removed past Attestry')
on conflict (name) do update set severity = excluded.severity, investigate = excluded.investigate, meaning = excluded.meaning
  where (security_event_type.severity, security_event_type.investigate, security_event_type.meaning)
     is distinct from (excluded.severity, excluded.investigate, excluded.meaning);
