import { createHash } from 'node:crypto';
import type { Connected } from '../postgres/connect.ts';
import type { Deployed } from '../pack.ts';

/**
 * Everything that the pack makes, as the catalogs tell it: one row an object, its facts as texts. PostgreSQL 13 to 18 give
 * the same for the same pack: what a version writes differently (NOT NULL as constraint, MAINTAIN, qualified columns of
 * views) is left out or smoothed. Members of extensions and partitions are not of the pack. Whoever may connect may read
 * all of this.
 */
const OBJECTS = `
with guard as (select oid, nspowner, nspacl from pg_namespace where nspname = 'guard'),
rel as (
  select c.*, quote_ident(c.relname) as ident from pg_class c, guard
   where c.relnamespace = guard.oid and not c.relispartition
     and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')),
ours as (select * from rel where relkind in ('r', 'p', 'v', 'm')),
fn as (
  select p.*, 'guard.' || quote_ident(p.proname) || '(' || pg_get_function_identity_arguments(p.oid) || ')' as signature
    from pg_proc p, guard
   where p.pronamespace = guard.oid
     and not exists (select from pg_depend d where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e')),
facts (kind, name, fact, value) as (
  select 'schema', 'schema guard', f.* from guard, lateral (values
    ('owner', 'owner'), ('grants', pg_temp_acl(guard.nspacl, 'n', guard.nspowner)), ('comment', obj_description(guard.oid, 'pg_namespace'))) f
  union all
  select 'table', (case c.relkind when 'v' then 'view' when 'm' then 'materialized view' else 'table' end) || ' guard.' || c.ident, f.*
    from ours c, guard, lateral (values
    ('owner', case when c.relowner = guard.nspowner then 'owner' else pg_get_userbyid(c.relowner)::text end),
    ('grants', pg_temp_acl(c.relacl, 'r', c.relowner)),
    ('comment', obj_description(c.oid, 'pg_class')),
    ('definition', concat_ws(' ', c.relkind, c.relpersistence, pg_get_partkeydef(c.oid), array_to_string(c.reloptions, ','))),
    ('view', case when c.relkind in ('v', 'm') then regexp_replace(lower(pg_get_viewdef(c.oid)), '[a-z_0-9]+\\.|[\\s()"]', '', 'g') || (
      select coalesce(string_agg(distinct d.refobjid::regclass::text, ',' order by d.refobjid::regclass::text), '')
        from pg_rewrite w join pg_depend d on d.classid = 'pg_rewrite'::regclass and d.objid = w.oid and d.refclassid = 'pg_class'::regclass
       where w.ev_class = c.oid) end),
    ('row security', case when c.relrowsecurity then 'on' else 'off' end || case when c.relforcerowsecurity then ', forced' else '' end)) f
  union all
  select 'sequence', 'sequence guard.' || c.ident, f.* from rel c, guard, lateral (values
    ('owner', case when c.relowner = guard.nspowner then 'owner' else pg_get_userbyid(c.relowner)::text end),
    ('grants', pg_temp_acl(c.relacl, 's', c.relowner))) f
   where c.relkind = 'S'
  union all
  select 'column', 'column guard.' || c.ident || '.' || quote_ident(a.attname), f.*
    from ours c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum, lateral (values
    ('definition', concat_ws(' ', format_type(a.atttypid, a.atttypmod), case when a.attnotnull then 'not null' end,
       nullif(a.attidentity, ''), nullif(a.attgenerated, ''), pg_get_expr(d.adbin, d.adrelid))),
    ('grants', case when a.attacl is not null then pg_temp_acl(a.attacl, 'c', c.relowner) end),
    ('comment', col_description(c.oid, a.attnum))) f
  union all
  select 'constraint', 'constraint ' || quote_ident(k.conname) || ' on guard.' || c.ident, 'definition',
         pg_get_constraintdef(k.oid) || case when k.convalidated then '' else ' not valid' end
    from ours c join pg_constraint k on k.conrelid = c.oid and k.contype not in ('n', 't')
  union all
  select 'index', 'index guard.' || quote_ident(x.relname), 'definition',
         pg_get_indexdef(i.indexrelid) || case when i.indisvalid then '' else ' invalid' end
    from ours c join pg_index i on i.indrelid = c.oid join pg_class x on x.oid = i.indexrelid
  union all
  select 'trigger', 'trigger ' || quote_ident(t.tgname) || ' on guard.' || c.ident, f.*
    from ours c join pg_trigger t on t.tgrelid = c.oid and not t.tgisinternal, lateral (values
    ('definition', pg_get_triggerdef(t.oid)), ('enabled', t.tgenabled::text), ('comment', obj_description(t.oid, 'pg_trigger'))) f
  union all
  select 'rule', 'rule ' || quote_ident(w.rulename) || ' on guard.' || c.ident, 'definition', pg_get_ruledef(w.oid)
    from ours c join pg_rewrite w on w.ev_class = c.oid and w.rulename <> '_RETURN'
  union all
  select 'policy', 'policy ' || quote_ident(p.polname) || ' on guard.' || c.ident, 'definition',
         concat_ws(' ', p.polcmd, p.polpermissive, (select string_agg(case when r = 0 then 'public' else pg_get_userbyid(r)::text end, ',') from unnest(p.polroles) r),
           'using', pg_get_expr(p.polqual, p.polrelid), 'check', pg_get_expr(p.polwithcheck, p.polrelid))
    from ours c join pg_policy p on p.polrelid = c.oid
  union all
  select 'function', 'function ' || p.signature, f.* from fn p, guard, lateral (values
    ('owner', case when p.proowner = guard.nspowner then 'owner' else pg_get_userbyid(p.proowner)::text end),
    ('grants', pg_temp_acl(p.proacl, 'f', p.proowner)),
    ('comment', obj_description(p.oid, 'pg_proc')),
    ('body', case when p.prosrc = '' and p.prokind in ('f', 'p') then pg_get_functiondef(p.oid) else p.prosrc end),
    ('definition', concat_ws(' ', p.prokind, (select lanname from pg_language l where l.oid = p.prolang), p.provolatile, p.proparallel,
       case when p.proisstrict then 'strict' end, case when p.proleakproof then 'leakproof' end,
       case when p.prosecdef then 'security definer' end, array_to_string(p.proconfig, ';'),
       pg_get_function_arguments(p.oid), 'returns', pg_get_function_result(p.oid)))) f
  union all
  select 'type', 'type guard.' || quote_ident(t.typname), f.* from pg_type t, guard, lateral (values
    ('owner', case when t.typowner = guard.nspowner then 'owner' else pg_get_userbyid(t.typowner)::text end),
    ('definition', concat_ws(' ', t.typtype, format_type(nullif(t.typbasetype, 0), t.typtypmod), t.typnotnull,
       (select string_agg(e.enumlabel, ',' order by e.enumsortorder) from pg_enum e where e.enumtypid = t.oid),
       (select string_agg(pg_get_constraintdef(k.oid), ',' order by k.conname) from pg_constraint k where k.contypid = t.oid and k.contype = 'c')))) f
   where t.typnamespace = guard.oid and t.typtype in ('e', 'd')
  union all
  select 'default rights', 'default rights in schema guard, for what ' || quote_ident(pg_get_userbyid(d.defaclrole)) || ' makes', 'grants',
         d.defaclobjtype::text || ' ' || d.defaclacl::text
    from pg_default_acl d, guard where d.defaclnamespace = guard.oid
  union all
  select 'role', 'role ' || quote_ident(r.rolname), 'definition',
         concat_ws(', ', case when r.rolcanlogin then 'may log in' end, case when r.rolsuper then 'superuser' end,
           case when r.rolbypassrls then 'bypasses row security' end, case when r.rolcreaterole then 'may make roles' end,
           case when r.rolcreatedb then 'may make databases' end, case when r.rolreplication then 'may replicate' end,
           (select 'has ' || string_agg(quote_ident(g.rolname), ' and ' order by g.rolname)
              from pg_auth_members m join pg_roles g on g.oid = m.roleid where m.member = r.oid))
    from pg_roles r where r.rolname like 'attestry\\_%' and not exists (select from guard where nspowner = r.oid))
select kind, name, fact, value from facts where value is not null order by name, fact`;

/** Rights as "who: what": those of the owner are its own, and PostgreSQL 17 has one more of them. */
const acl = (expression: string, kind: string, owner: string): string =>
  `(select coalesce(string_agg(g.who || ': ' || g.what, '; ' order by g.who), 'nobody') from (
     select case when x.grantee = 0 then 'everybody' else quote_ident(pg_get_userbyid(x.grantee)) end as who,
            string_agg(lower(x.privilege_type) || case when x.is_grantable then ' and to pass it on' else '' end, ', ' order by x.privilege_type) as what
       from aclexplode(coalesce(${expression}, acldefault('${kind}', ${owner}))) x where x.grantee <> ${owner} group by 1) g)`;

const STATEMENT = OBJECTS.replace(
  /pg_temp_acl\(([\w.]+), '(\w)', ([\w.]+)\)/g,
  (_all, expression: string, kind: string, owner: string) => acl(expression, kind, owner),
);

/** Facts that are long are compared by their SHA-256. */
const LONG = new Set(['body', 'view', 'comment']);

/** What PostgreSQL 13 says in other words than later versions; the text of views has no spaces and parentheses here. */
function smoothed(fact: string, value: string): string {
  if (fact === 'view')
    return value
      .replace(/date_part'(\w+)'::text,(\w+)/g, 'extract$1from$2::doubleprecision')
      .replace(/timezone'utc'::text,(\w+)/g, "$1attimezone'utc'::text");
  return fact === 'definition' ? value.replace(/\bTRIM\(BOTH FROM (\w+)\)/g, 'btrim($1)') : value;
}

/** What stands in the schema guard now. Empty when there is no such schema, but for roles. */
export async function readDeployed(client: Connected): Promise<Deployed> {
  const { rows } = await client.query<{ kind: string; name: string; fact: string; value: string }>(STATEMENT);
  const found: Record<string, { kind: string; facts: Record<string, string> }> = {};
  for (const { kind, name, fact, value } of rows) {
    const object = (found[name] ??= { kind, facts: {} });
    const words = smoothed(fact, value);
    object.facts[fact] = LONG.has(fact) ? createHash('sha256').update(words).digest('hex') : words;
  }
  return found;
}
