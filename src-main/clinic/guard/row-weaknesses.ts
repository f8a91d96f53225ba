import type { Weakness } from '../../../src-shared/phi/rows.ts';
import type { Connected } from '../postgres/connect.ts';
import { ROLE_NAMES } from './row-policies.ts';

type Kind = Weakness['kind'];
type Found = { readonly object: string; readonly detail: string };

/** What undermines row security, one question to the catalogue each; every login may ask them. */
const QUESTIONS: readonly {
  readonly kind: Kind;
  readonly severity: Weakness['severity'];
  readonly sql: string;
  readonly what: (detail: string) => string;
  readonly remedy: string;
}[] = [
  {
    kind: 'superuser',
    severity: 'high',
    // Whoever may become a superuser is one.
    sql: `select r.rolname::text as object, case when r.rolsuper then '' else string_agg(s.rolname, ', ' order by s.rolname) end as detail
            from pg_roles r join pg_roles s on s.rolsuper and pg_has_role(r.oid, s.oid, 'member')
           where r.rolcanlogin group by r.rolname, r.rolsuper`,
    what: (through) =>
      through === ''
        ? 'This login is a superuser: no rule binds it, and it can change every rule.'
        : `This login may become a superuser (${through}): no rule binds it then.`,
    remedy: 'Keep superusers for maintenance, each with the name of a person; let no program use one.',
  },
  {
    kind: 'bypass',
    severity: 'high',
    sql: `select r.rolname::text as object, string_agg(s.rolname, ', ' order by s.rolname) as detail
            from pg_roles r join pg_roles s on s.rolbypassrls and not s.rolsuper and pg_has_role(r.oid, s.oid, 'member')
           where r.rolcanlogin and not r.rolsuper group by r.rolname`,
    what: (through) => `This login reads past every row rule (BYPASSRLS, as ${through}).`,
    remedy: 'ALTER ROLE … NOBYPASSRLS. A backup may need it: give that login nothing else, and no person.',
  },
  {
    kind: 'replication',
    severity: 'medium',
    sql: `select r.rolname::text as object, '' as detail from pg_roles r where r.rolreplication and r.rolcanlogin and not r.rolsuper`,
    what: () => 'This login may replicate: it can copy the whole database, rows and all.',
    remedy: 'Let only the standby use it, from the standby’s address (pg_hba.conf).',
  },
  {
    kind: 'server-files',
    severity: 'high',
    sql: `select r.rolname::text as object, string_agg(s.rolname, ', ' order by s.rolname) as detail
            from pg_roles r join pg_roles s on s.rolname in ('pg_read_server_files', 'pg_write_server_files', 'pg_execute_server_program')
             and pg_has_role(r.oid, s.oid, 'member')
           where r.rolcanlogin and not r.rolsuper group by r.rolname`,
    what: (through) =>
      `This login can read or write the server’s files (${through}), the tables’ among them.`,
    remedy: 'REVOKE that role from it.',
  },
  {
    kind: 'owner',
    severity: 'medium',
    sql: `select r.rolname::text as object, count(*)::text as detail from pg_class c join pg_roles r on r.oid = c.relowner
            join guard.attachment x on x.kind = 'rows' and x.relation = c.oid
           where r.rolcanlogin and not r.rolsuper group by r.rolname`,
    what: (tables) =>
      `This login owns ${tables} of the ruled tables: it sees every row and can take the rules off.`,
    remedy: 'Give the tables to a role that nobody logs in as (ALTER TABLE … OWNER TO).',
  },
  {
    kind: 'function',
    severity: 'high',
    sql: `select p.oid::regprocedure::text as object, pg_get_userbyid(p.proowner)::text as detail
            from pg_proc p join pg_namespace n on n.oid = p.pronamespace
           where p.prosecdef and n.nspname not in ('pg_catalog', 'information_schema')
             and not exists (select from unnest(p.proconfig) c where c ~ '^search_path='
                               and c !~ '(\\$user|[=, ]"?public"?(,|$))')
             and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')`,
    what: (owner) =>
      `This function runs with the rights of ${owner} and takes names from whoever calls it (SECURITY DEFINER without a fixed search_path).`,
    remedy:
      'ALTER FUNCTION … SET search_path = pg_catalog, pg_temp, and write the schema before every name in it.',
  },
  {
    kind: 'public-grant',
    severity: 'high',
    sql: `select format('%I.%I', n.nspname, c.relname) as object, string_agg(distinct lower(a.privilege_type), ', ') as detail
            from pg_class c join pg_namespace n on n.oid = c.relnamespace, aclexplode(c.relacl) a
           where a.grantee = 0 and c.relkind in ('r', 'p', 'v', 'm', 'f') and n.nspname not in ('pg_catalog', 'information_schema')
             and n.nspname !~ '^pg_' and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e')
           group by n.nspname, c.relname
          union all
          select 'schema ' || quote_ident(n.nspname), 'create' from pg_namespace n, aclexplode(n.nspacl) a
           where a.grantee = 0 and a.privilege_type = 'CREATE'`,
    what: (rights) => `Everybody who can connect has rights here: ${rights} (a grant to PUBLIC).`,
    remedy: 'Give the rights to the roles that need them, then REVOKE them FROM PUBLIC.',
  },
  {
    kind: 'view',
    severity: 'medium',
    // A view reads with the rights of its owner, unless it was made with security_invoker (PostgreSQL 15 and later).
    sql: `select distinct format('%I.%I', n.nspname, v.relname) as object, format('%I.%I', tn.nspname, t.relname) as detail
            from pg_depend d join pg_rewrite w on w.oid = d.objid join pg_class v on v.oid = w.ev_class
            join pg_namespace n on n.oid = v.relnamespace join pg_class t on t.oid = d.refobjid
            join pg_namespace tn on tn.oid = t.relnamespace join guard.attachment x on x.kind = 'rows' and x.relation = t.oid
           where d.classid = 'pg_rewrite'::regclass and d.refclassid = 'pg_class'::regclass and v.oid <> t.oid
             and not coalesce('security_invoker=true' = any (v.reloptions) or 'security_invoker=on' = any (v.reloptions), false)`,
    what: (table) =>
      `This view shows rows of ${table} with the rights of its owner: rules do not hold for who reads it.`,
    remedy:
      'ALTER VIEW … SET (security_invoker = true) (PostgreSQL 15 or later), or give it only to roles that may see all.',
  },
  {
    kind: 'two-hats',
    severity: 'medium',
    sql: `select r.rolname::text as object, string_agg(distinct k.name, ', ') as detail
            from pg_roles r join guard.attachment x on x.kind = 'rows'
            cross join lateral jsonb_array_elements_text(x.definition -> 'keeps') as k(name)
            join pg_roles s on s.rolname = k.name and not s.rolsuper and s.oid <> r.oid
           where r.rolcanlogin and not r.rolsuper and pg_has_role(r.oid, s.oid, 'usage')
             and exists (select from pg_roles a where a.rolname = any ($1) and pg_has_role(r.oid, a.oid, 'usage'))
           group by r.rolname`,
    what: (roles) =>
      `This login has a role of these rules and also ${roles}, which keeps seeing every row: it sees every row.`,
    remedy: 'Take one of the two away from it.',
  },
];

/** Everything by which the rules can be got round. */
export async function weaknessesIn(client: Connected): Promise<readonly Weakness[]> {
  const found: Weakness[] = [];
  for (const { kind, severity, sql, what, remedy } of QUESTIONS) {
    const { rows } = await client.query<Found>(sql, sql.includes('$1') ? [ROLE_NAMES] : []);
    for (const { object, detail } of rows)
      found.push({ kind, severity, object: object.slice(0, 300), what: what(detail), remedy });
  }
  return found.map((one) => ({ ...one, what: one.what.slice(0, 1900) }));
}
