-- Takes away what 0020-classification.sql made.

drop function if exists guard.decide_columns(jsonb, text);
drop view if exists guard.column_class;
drop table if exists guard.column_decision;
