-- Takes away what 0021-field-encryption.sql made. Refused while a column is encrypted: its values could not be read any more.

do $$
begin
  -- A column that the clinic dropped took its values with it.
  if to_regclass('guard.field') is not null
     and exists (select from guard.field f join pg_attribute a on a.attrelid = f.relation and a.attnum = f.attribute and not a.attisdropped) then
    raise exception 'a column is still encrypted' using errcode = 'AT023', hint = 'Roll the encryption back first: fields rollback.';
  end if;
end
$$;

drop function if exists guard.field_take_over(int);
drop function if exists guard.field_give(int, bytea);
drop function if exists guard.field_pad();
drop function if exists guard.field_show(text, uuid, text);
drop function if exists guard.field_open(text, uuid);
drop function if exists guard.field_seal(text, uuid, int);
drop function if exists guard.field_unbox(bytea, bytea, bytea);
drop function if exists guard.field_box(bytea, bytea, bytea);
drop function if exists guard.field_is_sealed(text);
drop table if exists guard.field_data_key;
drop table if exists guard.field;
drop table if exists guard.field_key;

do $$
begin
  if exists (select from pg_extension where extname = 'pgcrypto' and extnamespace = 'guard'::regnamespace) then
    drop extension pgcrypto;
  end if;
end
$$;
