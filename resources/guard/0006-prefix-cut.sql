-- Attestry guard, step 6: legitimate removal of the oldest entries. Run as the owner of the schema.
-- Entries go under a certificate that the officer signed (docs/formats.md); verification begins behind them. The database
-- cannot verify the signature: Attestry does, and takes a certificate that does not hold for what it is.

create table if not exists guard.prefix_cut (
  size      bigint      primary key check (size > 0),
  note      text        not null,
  stored_at timestamptz not null default clock_timestamp(),
  stored_by text        not null default session_user
);
comment on table guard.prefix_cut is 'Certificates under which the positions 0 to size - 1 were removed. Only ever appended.';
comment on column guard.prefix_cut.note is 'The signed note (C2SP signed-note), exactly as it was signed.';

drop trigger if exists prefix_cut_append_only on guard.prefix_cut;
create trigger prefix_cut_append_only before update or delete on guard.prefix_cut
  for each row execute function guard.refuse_change();
drop trigger if exists prefix_cut_no_truncate on guard.prefix_cut;
create trigger prefix_cut_no_truncate before truncate on guard.prefix_cut
  for each statement execute function guard.refuse_change();

-- Deleting is refused as before, but for what a stored certificate covers.
create or replace function guard.refuse_deletion() returns trigger
  language plpgsql
  set search_path = pg_catalog, pg_temp
as $$
declare
  cut constant bigint := (select max(c.size) from guard.prefix_cut c);
  place bigint;
begin
  if tg_table_name = 'seal' then
    place := old.position;
  else
    select s.position into place from guard.seal s where s.entry_id = old.id;
  end if;
  if place < cut then
    return old;
  end if;
  raise exception 'guard.%: rows are only ever appended', tg_table_name
    using errcode = 'insufficient_privilege', hint = 'The oldest entries are removed under a signed certificate: guard.cut_prefix.';
end
$$;
comment on function guard.refuse_deletion() is 'First line only: an administrator can switch triggers off, which is what the seals are for.';

drop trigger if exists audit_log_append_only on guard.audit_log;
create trigger audit_log_append_only before update on guard.audit_log
  for each row execute function guard.refuse_change();
drop trigger if exists audit_log_no_deletion on guard.audit_log;
create trigger audit_log_no_deletion before delete on guard.audit_log
  for each row execute function guard.refuse_deletion();
drop trigger if exists seal_append_only on guard.seal;
create trigger seal_append_only before update on guard.seal
  for each row execute function guard.refuse_change();
drop trigger if exists seal_no_deletion on guard.seal;
create trigger seal_no_deletion before delete on guard.seal
  for each row execute function guard.refuse_deletion();

create or replace function guard.cut_prefix(certificate text, most int default 10000) returns bigint
  language plpgsql
  security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  lines constant text[] := string_to_array(certificate, E'\n');
  origin constant text := 'attestry.cut/' || (
    select left(encode(sha256(convert_to(c.system_identifier || E'\n' || current_database() || E'\nguard.audit_log\n', 'UTF8')), 'hex'), 32)
      from pg_control_system() c);
  cut bigint;
  border guard.block;
  known guard.prefix_cut;
  low bigint;
  stop bigint;
begin
  if certificate is null or most is null or most < 1 then
    raise exception 'guard.cut_prefix: a certificate, and at least 1 entry at a time' using errcode = 'invalid_parameter_value';
  end if;
  if cardinality(lines) < 8 or lines[1] !~ '^attestry\.cut/[0-9a-f]{32}$' or lines[2] !~ '^[1-9][0-9]{0,15}$' then
    raise exception 'this is not the certificate of a removal' using errcode = 'AT004';
  end if;
  if lines[1] <> origin then
    raise exception 'the certificate is for another log' using errcode = 'AT004';
  end if;
  if not pg_try_advisory_xact_lock(7305804402566590838) then
    raise exception 'somebody else is removing entries' using errcode = 'AT001';
  end if;
  cut := lines[2]::bigint;

  select * into known from guard.prefix_cut c order by c.size desc limit 1;
  if found and known.size > cut then
    raise exception 'a later removal was begun already' using errcode = 'AT004';
  elsif found and known.size = cut then
    if known.note <> certificate then
      raise exception 'another certificate is stored for this removal' using errcode = 'AT004';
    end if;
  else
    select * into border from guard.block b where b.last_position = cut - 1;
    if not found
       or translate(encode(border.tree_root, 'base64'), E'\n', '') <> lines[3]
       or 'block ' || border.number || ' ' || translate(encode(border.hash, 'base64'), E'\n', '') <> lines[4] then
      raise exception 'the certificate does not fit the blocks of this log' using errcode = 'AT004';
    end if;
    -- The sealer goes on from the last seal.
    if not exists (select from guard.seal s where s.position >= cut) then
      raise exception 'the newest entries cannot be removed' using errcode = 'AT004';
    end if;
    insert into guard.prefix_cut (size, note) values (cut, certificate);
  end if;

  select min(s.position) into low from guard.seal s;
  if low is null or low >= cut then
    return 0;
  end if;
  stop := least(low + most, cut);
  delete from guard.audit_log l using guard.seal s
   where s.position >= low and s.position < stop and l.id = s.entry_id;
  delete from guard.seal s where s.position >= low and s.position < stop;
  return cut - stop;
end
$$;
comment on function guard.cut_prefix(text, int) is 'Stores the certificate and removes up to most of the entries and seals that it covers, the oldest first; returns how many are left to remove. AT001: already under way; AT004: the certificate is not for this.';

revoke all on guard.prefix_cut from public;
revoke all on function guard.refuse_deletion() from public;
revoke all on function guard.cut_prefix(text, int) from public;
grant select on guard.prefix_cut to attestry_reader;
