-- Takes away what 0046-field-search.sql made.

drop function if exists guard.field_index_fill(uuid, int);
drop function if exists guard.field_matches(name, name, name, text);
drop function if exists guard.field_blind(text, uuid, text, int);
drop function if exists guard.field_normal(text, text);
drop table if exists guard.field_index_value;
drop table if exists guard.field_index;
