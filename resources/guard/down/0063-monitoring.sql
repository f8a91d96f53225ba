-- Takes away what 0063-monitoring.sql made.

drop view if exists guard.entries_a_day;
drop view if exists guard.largest_tables;
drop view if exists guard.capacity;
drop view if exists guard.growth;
drop view if exists guard.retention_status;
drop view if exists guard.fhir_health;
drop view if exists guard.phi_access;
drop view if exists guard.compliance_status;
drop view if exists guard.security_dashboard;
drop view if exists guard.patient_table;
drop view if exists guard.slow_queries;
drop function if exists guard.slow_statements();
drop function if exists guard.fhir_connections();
drop function if exists guard.encrypted_columns();
drop function if exists guard.measure_size();
drop function if exists guard.log_bytes();
drop table if exists guard.size_measure;
