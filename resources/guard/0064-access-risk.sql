-- Attestry guard, step 64: what the risk of accesses is called at the desk of security events. Run as the owner of the schema.
-- Scores are computed by Attestry, outside the database; it reports them by guard.record_security_event.

insert into guard.security_event_type (name, severity, investigate, threshold, meaning) values
  ('access-risk-medium', 'MEDIUM', true, null, 'the risk score of somebody''s accesses reached 0.7'),
  ('access-risk-high', 'HIGH', true, null, 'the risk score of somebody''s accesses reached 0.9'),
  ('access-risk-critical', 'CRITICAL', true, null, 'the risk score of somebody''s accesses reached 0.95')
on conflict (name) do update set severity = excluded.severity, investigate = excluded.investigate, meaning = excluded.meaning
  where (security_event_type.severity, security_event_type.investigate, security_event_type.meaning)
     is distinct from (excluded.severity, excluded.investigate, excluded.meaning);
