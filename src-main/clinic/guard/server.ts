import { Fault } from '../../base/fault.ts';
import type { Connected } from '../postgres/connect.ts';

/** A file of the pack as the list in the database tells it; of older installations only the number is known. */
export type Installed = {
  readonly number: number;
  readonly name: string;
  readonly sha256: string | null;
  readonly at: string | null;
  readonly by: string | null;
  readonly application: string | null;
};

/** The database, seen from a connection to it. */
export type Server = {
  readonly version: string;
  /** As 180004. */
  readonly versionNumber: number;
  readonly user: string;
  readonly superuser: boolean;
  readonly database: string;
  /** A standby, or a server that only reads. */
  readonly readOnly: 'no' | 'recovery' | 'setting';
  /** `foreign`: there is a schema guard, and it is not of Attestry. */
  readonly schema: 'none' | 'ours' | 'foreign';
  /** Owner of the schema; null without one. */
  readonly owner: string | null;
  /** Whether the list of files is there; without it the installation is known by its objects. */
  readonly listed: boolean;
  readonly installed: readonly Installed[];
};

type Row = Omit<Server, 'schema' | 'installed'> & {
  readonly there: boolean;
  readonly log: boolean;
  readonly seals: boolean;
  readonly grants: boolean;
  readonly adoption: boolean;
  readonly cut: boolean;
};

const LOOK = `
with g as (select oid, nspowner, nspacl from pg_namespace where nspname = 'guard'),
     t as (select c.relname::text as name from pg_class c, g where c.relnamespace = g.oid and c.relkind in ('r', 'p')),
     f as (select p.proname::text as name from pg_proc p, g where p.pronamespace = g.oid),
     -- Whose table of that name it is, its columns tell.
     k as (select c.relname::text as name, a.attname::text as attribute from pg_class c join g on c.relnamespace = g.oid
             join pg_attribute a on a.attrelid = c.oid and a.attnum > 0)
select current_setting('server_version') as version, current_setting('server_version_num')::int as "versionNumber",
  current_user::text as "user", r.rolsuper as superuser, current_database()::text as database,
  case when pg_is_in_recovery() then 'recovery' when current_setting('transaction_read_only')::bool then 'setting' else 'no' end as "readOnly",
  exists (select from g) as there, (select pg_get_userbyid(nspowner)::text from g) as owner,
  (select count(*) = 3 from k where name = 'audit_log' and attribute in ('actor', 'event_type', 'xid'))
    and exists (select from f where name = 'refuse_change') as log,
  exists (select from t where name = 'seal') and exists (select from f where name = 'seal_pending') as seals,
  exists (select from g, aclexplode(g.nspacl) x join pg_roles o on o.oid = x.grantee where o.rolname = 'attestry_reader') as grants,
  exists (select from f where name = 'adopt_cluster') as adoption,
  exists (select from t where name = 'prefix_cut') and exists (select from f where name = 'cut_prefix') as cut,
  (select count(*) = 2 from k where name = 'pack' and attribute in ('sha256', 'installed_by')) as listed
from pg_roles r where r.rolname = current_user`;

/** Names of the files that were there before the list, by number. */
const UNLISTED = [
  '0001-roles',
  '0002-audit-log',
  '0003-seals',
  '0004-grants',
  '0005-adoption',
  '0006-prefix-cut',
];

/**
 * What of the pack is in the database. Catalogs and the list alone are read, so that the officer's connection is enough.
 *
 * @throws Fault `database-…`
 */
export async function readServer(client: Connected): Promise<Server> {
  const row = (await client.query<Row>(LOOK)).rows[0];
  if (row === undefined)
    throw new Fault('database-error', 'The database gave no answer about itself.', 'Try again.');
  const { there, log, seals, grants, adoption, cut, ...server } = row;
  // Each file in its own transaction: the marks are there in order, up to where an installation was cut off.
  const marks = [log, log, seals, grants, adoption, cut];
  const reached = marks.findIndex((mark) => !mark);
  return {
    ...server,
    schema: !there ? 'none' : log || server.listed ? 'ours' : 'foreign',
    installed: server.listed
      ? await readList(client)
      : UNLISTED.slice(0, reached < 0 ? marks.length : reached).map(unlisted),
  };
}

const unlisted = (name: string): Installed => ({
  ...{ number: Number(name.slice(0, 4)), name: `${name}.sql` },
  ...{ sha256: null, at: null, by: null, application: null },
});

async function readList(client: Connected): Promise<readonly Installed[]> {
  const { rows } = await client.query<Installed>(
    `select number, name, sha256, to_char(installed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at,
            installed_by as "by", application from guard.pack order by number`,
  );
  return rows;
}

/** @throws Fault `guard-read-only` on a standby or a server that only reads */
export function mustWrite({ readOnly }: Server): void {
  if (readOnly === 'recovery')
    throw new Fault(
      'guard-read-only',
      'This server is a read-only copy (a standby), or it is still recovering: nothing can be installed there.',
      'Connect to the primary server; what is installed there comes to the copies by itself.',
    );
  if (readOnly === 'setting')
    throw new Fault(
      'guard-read-only',
      'This database, or this user, is set to read only (default_transaction_read_only).',
      'Ask the database administrator why, or use another user.',
    );
}

/** @throws Fault `guard-foreign` when the schema is somebody else's */
export function mustBeOurs({ schema }: Server): void {
  if (schema === 'foreign')
    throw new Fault(
      'guard-foreign',
      'This database has a schema named guard that is not of Attestry. Nothing was changed.',
      'Ask the database administrator whose it is; Attestry needs that name and cannot share it.',
    );
}
