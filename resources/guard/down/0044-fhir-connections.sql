-- Attestry guard: takes away what 0044-fhir-connections.sql made. The encrypted credentials go with it.
drop function if exists guard.expire_fhir_connections();
drop function if exists guard.revoke_fhir_connection(text, text);
drop function if exists guard.refresh_fhir_connection(text, bytea, timestamptz);
drop function if exists guard.keep_fhir_connection(text, text, text, text, text, bytea, timestamptz);
drop table if exists guard.fhir_connection_event;
drop table if exists guard.fhir_connection;
