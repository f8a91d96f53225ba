import type {
  AuditedTableView,
  AuditTriggersView,
  TableName,
} from '../../../src-shared/clinic/audit-triggers.ts';
import type { Connected } from '../postgres/connect.ts';
import { NOT_AS_ATTACHED } from './column-drift.ts';

/** True for a trigger `t` that fires for everything: on, without a condition and without a choice of columns. */
export const IN_ORDER = `(t.tgenabled in ('O', 'A') and t.tgqual is null and t.tgattr::text = '')`;

/** The clinic's own tables, as `c` with their schema `n`; parts of partitioned tables are audited with them. */
const CLINIC_TABLES = `pg_class c join pg_namespace n on n.oid = c.relnamespace
    and c.relkind in ('r', 'p') and not c.relispartition and c.relpersistence <> 't'
    and n.nspname not in ('pg_catalog', 'information_schema', 'guard') and n.nspname !~ '^pg_(toast|temp)'
    and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')`;

/** Columns of the primary key, in its order. */
const KEY = `(select coalesce(array_agg(a.attname::text order by k.place), '{}')
  from pg_index i cross join unnest(i.indkey::int2[]) with ordinality k(number, place)
  join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.number
 where i.indrelid = c.oid and i.indisprimary)`;

/**
 * The column that names the patient: one called so, or one that refers to a table of patients; in a table of patients
 * itself its key.
 */
const PATIENT = `coalesce(
  case when c.relname ~* '^patients?$' and cardinality(${KEY}) = 1 then (${KEY})[1] end,
  (select a.attname::text from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
      and a.attname ~* '^(patient|subject)_?(uu)?id$' order by a.attnum limit 1),
  (select a.attname::text from pg_constraint k join pg_class r on r.oid = k.confrelid
     join pg_attribute a on a.attrelid = k.conrelid and a.attnum = k.conkey[1]
    where k.conrelid = c.oid and k.contype = 'f' and cardinality(k.conkey) = 1 and r.relname ~* '^patients?$'
    order by a.attnum limit 1))`;

/** Column names that say who somebody is, or what ails them. */
const LIKELY = `exists (select from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attname
  ~* '(^|_)(patient|mrn|ssn|birth|dob|diagnos|allerg|medication|insurance|policy_number|phone|e?mail|family_name|last_name|first_name|given_names?)')`;

/** Entries from which the rate of changes is taken. */
const NEWEST = 20_000;

/** Key and patient column of a table, as the trigger is given them. */
export async function readColumns(
  client: Connected,
  { schema, table }: TableName,
): Promise<{ readonly key: readonly string[]; readonly patient: string | null }> {
  const { rows } = await client.query<{ key: string[]; patient: string | null }>(
    `select ${KEY} as key, ${PATIENT} as patient from ${CLINIC_TABLES} and n.nspname = $1 and c.relname = $2`,
    [schema, table],
  );
  return rows[0] ?? { key: [], patient: null };
}

/** What the window shows of triggers; as the officer, who may read the catalogs and the log. */
export async function readTriggers(client: Connected): Promise<AuditTriggersView> {
  const parts = await client.query<{ classes: boolean; months: boolean; list: boolean }>(
    `select to_regclass('guard.column_class') is not null as classes, to_regclass('guard.log_month') is not null as months,
            to_regclass('guard.attachment') is not null as list`,
  );
  // A pack that was installed in part, or is older, says less.
  const { classes = false, months = false, list = false } = parts.rows[0] ?? {};
  const classified = classes
    ? `exists (select from guard.column_class d where d.relation = c.oid and d.audit)`
    : 'false';
  const attached = list
    ? `exists (select from guard.attachment a where a.kind = 'audit' and a.relation = c.oid)`
    : 'false';
  const other = list ? NOT_AS_ATTACHED : 'false';
  const tables = await client.query<AuditedTableView>(
    `with recent as materialized (
       select l.resource_type as name, substring(l.details from '"schema":"([^"\\\\]*)","session":') as schema, l.occurred_at
         from (select * from guard.audit_log order by id desc limit ${NEWEST}) l
        where l.event_type like 'data.%' and isfinite(l.occurred_at)),
     span as (select greatest(extract(epoch from max(occurred_at) - min(occurred_at)) / 86400, 1)::float8 as days from recent)
     select n.nspname as schema, c.relname as table,
            case when ${classified} then 'classified' when ${LIKELY} then 'likely' else 'none' end as "patientData",
            case when t.right = 2 and not ${other} then 'on' when t.off > 0 then 'disabled' when t.found > 0 then 'changed'
                 when ${attached} then 'removed' else 'off' end as state,
            ${KEY} as key, ${PATIENT} as patient,
            case when extract(year from r.last) between 1 and 9999
                 then to_char(r.last at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') end as "lastAt",
            coalesce(round((r.changes / span.days)::numeric, 1), 0)::float8 as "perDay"
       from ${CLINIC_TABLES}
      cross join span
      cross join lateral (
        select count(*) filter (where ${IN_ORDER} and t.tgtype = case p.proname when 'audit_change' then 29 else 32 end) as right,
               count(*) filter (where t.tgenabled not in ('O', 'A')) as off, count(*) as found
          from pg_trigger t join pg_proc p on p.oid = t.tgfoid join pg_namespace g on g.oid = p.pronamespace
         where t.tgrelid = c.oid and g.nspname = 'guard' and p.proname in ('audit_change', 'audit_truncate')) t
      cross join lateral (
        select count(*) as changes, max(l.occurred_at) as last from recent l
         where l.name = c.relname and (l.schema is null or l.schema = n.nspname)) r
      order by n.nspname, c.relname limit 5000`,
  );
  const facts = await client.query<Omit<AuditTriggersView, 'tables' | 'pgaudit'> & { log: string | null }>(
    `select case count(e.*) filter (where e.evtenabled in ('O', 'A')) when 2 then 'on'
              else case when count(e.*) > 0 then 'disabled' else 'off' end end as "schemaChanges",
            current_setting('pgaudit.log', true) as log,
            ${months ? `(select to_char(max(m.month), 'YYYY-MM') from guard.log_month m)` : 'null'} as month,
            ${months ? '(select greatest(k.updated - k.updates_explained, 0) + greatest(k.deleted - k.deletions_explained, 0) from guard.log_counters() k)' : '0'}::float8
              as "unexplainedChanges"
       from pg_event_trigger e where e.evtname in ('attestry_schema', 'attestry_schema_drop')`,
  );
  const { log = null, ...rest } = facts.rows[0] ?? {
    schemaChanges: 'off',
    month: null,
    unexplainedChanges: 0,
  };
  return { tables: tables.rows, ...rest, pgaudit: { loaded: log !== null, log } };
}
