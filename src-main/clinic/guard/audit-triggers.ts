import pg from 'pg';
import type { AttachOutcome, NumberGap, TableName } from '../../../src-shared/clinic/audit-triggers.ts';
import { codeOf, Fault } from '../../base/fault.ts';
import type { TriggerDatabase } from '../audit-triggers.ts';
import type { ClinicConnection } from '../ports.ts';
import { type Connected, withConnection } from '../postgres/connect.ts';
import { noteInLog } from './log-note.ts';
import { IN_ORDER, readColumns, readTriggers } from './trigger-view.ts';

const quote = (name: string): string => pg.escapeIdentifier(name);
const literal = (value: string): string => pg.escapeLiteral(value);

/** A table that is to be audited. */
export type AuditedTable = {
  readonly schema: string;
  readonly table: string;
  readonly idColumn: string;
  /** Column that names the patient, or null. */
  readonly patientColumn: string | null;
};

/** The triggers on tables, and what the guard keeps of them; see resources/guard/0010-audit-events.sql. */
export const postgresTriggers: TriggerDatabase = {
  view: (connection) => withConnection(connection, readTriggers),
  gaps: (connection) =>
    withConnection(connection, async (client) => {
      const { rows } = await client.query<{
        first: string;
        numbers: string;
        cause: NumberGap['cause'];
        before: string | null;
        after: string | null;
      }>(
        `select first_id::text as first, numbers::text, cause, ${iso('before_at')} as before, ${iso('after_at')} as after
           from guard.missing_numbers(200000, 200)`,
      );
      return rows.map((row) => ({ ...row, first: Number(row.first), numbers: Number(row.numbers) }));
    }),
  attach: (admin, tables) =>
    withConnection(admin, async (client) => {
      const outcomes: AttachOutcome[] = [];
      for (const table of tables)
        outcomes.push(
          await alone(client, table, async () => {
            const { key, patient } = await readColumns(client, table);
            await attachOne(client, table, key, patient);
          }),
        );
      return outcomes;
    }),
  detach: (admin, table) =>
    withConnection(admin, (client) =>
      alone(client, table, async () => {
        await refuseForeign(client, table);
        await client.query(
          `drop trigger if exists attestry_audit on ${nameOf(table)}; drop trigger if exists attestry_audit_truncate on ${nameOf(table)}`,
        );
        await client.query(
          "delete from guard.attachment where kind = 'audit' and relation = to_regclass($1)",
          [nameOf(table)],
        );
        await noteInLog(client, 'guard.detached', table, 'audit');
      }),
    ),
  watchSchema: (admin, on) =>
    withConnection(admin, async (client) => {
      const off = `drop event trigger if exists attestry_schema; drop event trigger if exists attestry_schema_drop;
         delete from guard.attachment where kind = 'schema'`;
      if (!on) {
        await client.query(`begin; ${off}; commit`);
        return;
      }
      await client.query(
        `begin; ${off};
         create event trigger attestry_schema on ddl_command_end execute function guard.audit_schema();
         create event trigger attestry_schema_drop on sql_drop execute function guard.audit_drop();
         insert into guard.attachment (kind, schema_name, table_name, relation, definition)
           select 'schema', '', e.evtname, e.oid, jsonb_build_object('event', e.evtevent)
             from pg_event_trigger e where e.evtname in ('attestry_schema', 'attestry_schema_drop');
         commit`,
      );
    }),
};

/** Puts the audit triggers on tables whose columns are known, all or none; a table that has them already keeps them. */
export async function attachTriggers(
  admin: ClinicConnection,
  tables: readonly AuditedTable[],
): Promise<void> {
  await withConnection(admin, async (client) => {
    await client.query("begin; set local lock_timeout to '5s'");
    for (const { idColumn, patientColumn, ...table } of tables)
      await attachOne(client, table, [idColumn], patientColumn);
    await client.query('commit');
  });
}

const nameOf = ({ schema, table }: TableName): string => `${quote(schema)}.${quote(table)}`;
const iso = (column: string): string =>
  `case when isfinite(${column}) then to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') end`;

/** Work on one table in a transaction of its own: one that is busy does not keep the others from being audited. */
async function alone(
  client: Connected,
  { schema, table }: TableName,
  work: () => Promise<void>,
): Promise<AttachOutcome> {
  try {
    // The clinic's requests queue up behind whoever waits for a lock.
    await client.query("begin; set local lock_timeout to '1s'");
    await work();
    await client.query('commit');
    return { schema, table, done: true, problem: '' };
  } catch (error) {
    const problem = PROBLEMS[codeOf(error) ?? ''];
    if (problem === undefined) throw error;
    await client.query('rollback');
    return { schema, table, done: false, problem };
  }
}

/** What one table may answer while the others go on (SQLSTATE). */
const PROBLEMS: Readonly<Record<string, string>> = {
  '55P03': 'The table was busy for a second. Nothing was changed; try again.',
  '42501': 'This database user does not own the table. Sign in as its owner or as a superuser.',
  '42P01': 'There is no such table any more.',
  '42809': 'Triggers cannot be put on this kind of table.',
  '40P01': 'The table was busy. Nothing was changed; try again.',
  'guard-name-taken':
    'The table has a trigger attestry_audit or attestry_audit_truncate that runs something else than the pack. Ask its owner to give it another name, then try again.',
};

/** A trigger of the clinic's own that happens to be called like ours stays as it is. @throws Fault `guard-name-taken` */
async function refuseForeign(client: Connected, table: TableName): Promise<void> {
  const { rowCount } = await client.query(
    `select from pg_trigger t join pg_proc p on p.oid = t.tgfoid join pg_namespace n on n.oid = p.pronamespace
      where t.tgrelid = to_regclass($1) and t.tgname in ('attestry_audit', 'attestry_audit_truncate') and n.nspname <> 'guard'`,
    [nameOf(table)],
  );
  if (rowCount === 0) return;
  throw new Fault(
    'guard-name-taken',
    `A trigger of ${table.schema}.${table.table} is called like one of the pack.`,
    'Ask the database administrator whose it is, and to give it another name.',
  );
}

async function attachOne(
  client: Connected,
  table: TableName,
  key: readonly string[],
  patient: string | null,
): Promise<void> {
  const on = nameOf(table);
  await refuseForeign(client, table);
  const args = [key[0] ?? '', patient ?? '', ...key.slice(1)];
  const wanted: readonly Wanted[] = [
    {
      name: 'attestry_audit',
      type: AFTER_EACH_ROW,
      args,
      sql: `create trigger attestry_audit after insert or update or delete on ${on}
        for each row execute function guard.audit_change(${args.map(literal).join(', ')})`,
    },
    {
      name: 'attestry_audit_truncate',
      type: AFTER_TRUNCATE,
      args: [],
      sql: `create trigger attestry_audit_truncate after truncate on ${on}
        for each statement execute function guard.audit_truncate()`,
    },
  ];
  const { rows } = await client.query<{ name: string; type: number; args: string; right: boolean }>(
    `select t.tgname as name, t.tgtype as type, encode(t.tgargs, 'hex') as args,
            ${IN_ORDER} and t.tgfoid = case t.tgname when 'attestry_audit' then 'guard.audit_change()'::regprocedure::oid
                                         else 'guard.audit_truncate()'::regprocedure::oid end as right
       from pg_trigger t where t.tgrelid = $1::regclass and t.tgname in ('attestry_audit', 'attestry_audit_truncate')`,
    [on],
  );
  let made = 0;
  for (const { name, type, args: own, sql } of wanted) {
    const there = rows.find((row) => row.name === name);
    const hex = Buffer.from(own.map((arg) => `${arg}\0`).join('')).toString('hex');
    if (there?.right === true && there.type === type && there.args === hex) continue;
    // Dropping takes a stronger lock than making: only what is wrong is dropped.
    if (there !== undefined) await client.query(`drop trigger ${name} on ${on}`);
    await client.query(sql);
    made += 1;
  }
  await client.query(
    `insert into guard.attachment (kind, schema_name, table_name, relation, definition)
     values ('audit', $1, $2, $3::regclass, $4)
     on conflict (kind, relation) do update
       set schema_name = excluded.schema_name, table_name = excluded.table_name, definition = excluded.definition`,
    [table.schema, table.table, on, { key, patient, triggers: wanted.map(({ name }) => name) }],
  );
  if (made > 0) await noteInLog(client, 'guard.attached', table, 'audit');
}

type Wanted = {
  readonly name: string;
  readonly type: number;
  readonly args: readonly string[];
  readonly sql: string;
};

/** `pg_trigger.tgtype`: after, for each row, insert, update and delete; and after, for each statement, truncate. */
const AFTER_EACH_ROW = 1 + 4 + 8 + 16;
const AFTER_TRUNCATE = 32;
