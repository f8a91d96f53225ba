-- What the role of the control tests reads of the server: the audit log with its seals, and how people may log in.
grant attestry_reader to attestry_controls;
grant pg_read_all_stats to attestry_controls;
grant select on pg_hba_file_rules to attestry_controls;
grant execute on function pg_hba_file_rules() to attestry_controls;
