import type { Opening, RowPerson } from '../../../src-shared/phi/rows.ts';
import { rowTableSchema } from '../../../src-shared/phi/rows.ts';
import type { AttachedRows, RowDatabase, RowSource } from '../../phi/ports.ts';
import type { ClinicConnection } from '../ports.ts';
import { databaseFault } from '../postgres/answers.ts';
import { type Connected, withConnection } from '../postgres/connect.ts';
import { catalogueOf } from './row-catalogue.ts';
import { noteInLog } from './log-note.ts';
import { attachRules, detachRules } from './row-attach.ts';
import { POLICIES, sqlName } from './row-facts.ts';
import { putSources } from './row-sources.ts';
import { ROLE_NAMES } from './row-policies.ts';
import { weaknessesIn } from './row-weaknesses.ts';

/** What the window shows of each list at most. */
const MOST = 1000;
const RFC3339 = `'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'`;

/** Access to rows in the clinic's PostgreSQL. */
export const postgresRows: RowDatabase = {
  standing: (connection) =>
    withConnection(connection, async (client) => {
      const there = await client.query<{ there: boolean }>(
        "select to_regclass('guard.row_person') is not null and to_regclass('guard.attachment') is not null as there",
      );
      const tables = await catalogueOf(client);
      if (there.rows[0]?.there !== true)
        return { installed: false, tables, attached: [], weaknesses: [], openings: [], persons: [] };
      return {
        installed: true,
        tables,
        attached: await attachedRows(client),
        weaknesses: await weaknessesIn(client),
        openings: await openingsIn(client),
        persons: await personsIn(client),
      };
    }),
  catalogue: (connection) => withConnection(connection, catalogueOf),
  attach: (admin, table) => changing(admin, (client) => attachRules(client, table)),
  setSources: (admin, sources) =>
    changing(admin, async (client) => {
      await putSources(client, [...sources, ...(await privileges(client))]);
    }),
  detach: (admin, table) =>
    changing(admin, async (client) => {
      await detachRules(client, table);
      await noteInLog(client, 'guard.detached', table, 'rows');
    }),
  namePerson: (admin, login, person) =>
    changing(admin, async (client) => {
      await client.query('select guard.name_person($1, $2)', [login, person]);
    }),
};

/** Nobody at the clinic waits for this longer than three seconds. */
const changing = (admin: ClinicConnection, work: (client: Connected) => Promise<void>): Promise<void> =>
  withConnection(admin, async (client) => {
    await client.query("begin; set local lock_timeout to '3s'");
    try {
      await work(client);
      await client.query('commit');
    } catch (error) {
      await client.query('rollback').catch(() => undefined);
      throw databaseFault(error);
    }
  });

async function attachedRows(client: Connected): Promise<readonly AttachedRows[]> {
  const { rows } = await client.query<{
    readonly wish: unknown;
    readonly keeps: readonly string[];
    readonly schema: string | null;
    readonly table: string | null;
    readonly at: string;
    readonly by: string;
    readonly enabled: boolean | null;
    readonly forced: boolean | null;
    readonly same: boolean | null;
  }>(
    `select x.definition -> 'wish' as wish, x.definition -> 'keeps' as keeps, n.nspname as schema, c.relname as table,
            to_char(x.attached_at at time zone 'UTC', ${RFC3339}) as at, x.attached_by as by,
            c.relrowsecurity as enabled, c.relforcerowsecurity as forced,
            x.definition -> 'policies' = (${POLICIES} x.relation) as same
       from guard.attachment x left join pg_class c on c.oid = x.relation left join pg_namespace n on n.oid = c.relnamespace
      where x.kind = 'rows' order by 3, 4`,
  );
  return rows.map(({ wish, keeps, schema, table, at, by, enabled, forced, same }) => ({
    ...{ wish: rowTableSchema.parse(wish), keeps, at, by },
    now: schema === null || table === null ? null : { schema, table },
    drift: [
      ...(enabled === null ? ['The table is gone.'] : []),
      ...(enabled === false
        ? ['Row security was switched off: every row is open to whoever may read the table.']
        : []),
      ...(forced === false ? ['Row security no longer binds the owner of the table.'] : []),
      ...(enabled !== null && same !== true ? ['A rule was changed, added or removed.'] : []),
    ],
  }));
}

async function openingsIn(client: Connected): Promise<readonly Opening[]> {
  const { rows } = await client.query<Omit<Opening, 'id'> & { readonly id: string }>(
    `select b.id::text, b.login::text, b.patient, b.reason, to_char(b.opened_at at time zone 'UTC', ${RFC3339}) as "openedAt",
            to_char(b.expires_at at time zone 'UTC', ${RFC3339}) as "expiresAt"
       from guard.break_glass b order by b.id desc limit ${MOST}`,
  );
  return rows.map((row) => ({ ...row, id: Number(row.id) }));
}

async function personsIn(client: Connected): Promise<readonly RowPerson[]> {
  const { rows } = await client.query<{ login: string; person: string; roles: readonly string[] }>(
    `select r.rolname::text as login, coalesce(p.person, '') as person,
            array(select g.rolname::text from pg_roles g where g.rolname = any ($1) and pg_has_role(r.oid, g.oid, 'usage') order by 1) as roles
       from pg_roles r left join guard.row_person p on p.login = r.rolname
      where r.rolcanlogin and not r.rolsuper
        and (p.login is not null or exists (select from pg_roles g where g.rolname = any ($1) and pg_has_role(r.oid, g.oid, 'usage')))
      order by 1 limit ${MOST}`,
    [ROLE_NAMES],
  );
  return rows.map(({ roles, ...row }) => ({
    ...row,
    roles: roles.map(
      (role) => role.replace('attestry_', '').replaceAll('_', '-') as RowPerson['roles'][number],
    ),
  }));
}

/** Accounts of administrators, where tables `roles` and `user_roles` tell which those are. */
async function privileges(client: Connected): Promise<readonly RowSource[]> {
  const tables = await catalogueOf(client);
  const held = tables.find(
    ({ table, columns }) =>
      /^user_?roles$/i.test(table) && columns.includes('user_id') && columns.includes('role_id'),
  );
  const roles = tables.find(
    ({ table, columns, schema }) =>
      /^roles$/i.test(table) && schema === held?.schema && columns.includes('name') && columns.includes('id'),
  );
  if (held === undefined || roles === undefined) return [];
  const { rows } = await client.query<{ id: string }>(
    `select t.id::text as id from ${sqlName(roles)} t where t.name::text ~* 'admin'`,
  );
  if (rows.length === 0) return [];
  return [
    {
      ...{
        purpose: 'privilege',
        schema: held.schema,
        table: held.table,
        subjectColumn: 'user_id',
        personColumn: null,
      },
      ...{ fromColumn: null, toColumn: held.columns.includes('revoked_at') ? 'revoked_at' : null, days: 1 },
      condition: { role_id: rows.map(({ id }) => id) },
    },
  ];
}
