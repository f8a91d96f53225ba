import { Fault } from '../../base/fault.ts';
import type { Connected } from './connect.ts';

type Columns = Readonly<Record<string, string>>;

const SEALED: Columns = {
  id: 'bigint',
  occurred_at: 'timestamp with time zone',
  actor: 'text',
  actor_role: 'text',
  event_type: 'text',
  action: 'text',
  resource_type: 'text',
  resource_id: 'text',
  patient_id: 'uuid',
  source_ip: 'inet',
  session_id: 'text',
  success: 'boolean',
  details: 'text',
  xid: 'xid8',
};
const SEAL: Columns = {
  position: 'bigint',
  entry_id: 'bigint',
  leaf: 'bytea',
  body: 'bytea',
  chain: 'bytea',
};
const BLOCK: Columns = {
  number: 'bigint',
  first_position: 'bigint',
  last_position: 'bigint',
  entries: 'bigint',
  root: 'bytea',
  tree_root: 'bytea',
  previous_hash: 'bytea',
  sealed_at: 'timestamp with time zone',
  hash: 'bytea',
  cursor_xid: 'xid8',
  cursor_id: 'bigint',
  snapshot_xmax: 'xid8',
  passed_id: 'bigint',
  cluster: 'text',
};
const TABLES = { audit_log: SEALED, seal: SEAL, block: BLOCK } as const;

/** What else a verdict rests on; not there in a guard schema of an older pack. */
const BESIDE = ['adoption', 'prefix_cut'];

/** The server refuses to answer where rules on rows would hide some: that cannot be talked out of it by a false catalogue. */
export const ALL_ROWS = 'set local row_security to off';

/** Nobody can change the tables' form from here on to the end of the transaction. Must come before its first query. */
export const HOLD_FORM = `${ALL_ROWS}; lock table ${Object.keys(TABLES)
  .map((name) => `guard.${name}`)
  .join(', ')} in access share mode`;

const DBA = 'the database administrator';

type FormRow = {
  readonly table: string;
  readonly kind: string;
  readonly hidden: boolean;
  readonly column: string | null;
  readonly type: string;
};

/** Partitions and children that are no tables: what another server answers may differ from login to login. */
const FOREIGN_PARTS = `with recursive part(oid) as (
    select c.oid from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = 'guard' and c.relname = any($1)
    union select i.inhrelid from part p join pg_inherits i on i.inhparent = p.oid)
  select c.oid::regclass::text as name from part p join pg_class c on c.oid = p.oid
   where c.relkind not in ('r', 'p') order by 1 limit 1`;

/**
 * Refuses a log whose tables have another form than the one that was sealed: what was sealed are the bytes of these types.
 * Columns that were added do not matter. Entry numbers must be below 2^53, where numbers are still told apart. Nor may the
 * server show this user another log than others: by a view, a table of another server, or rules on rows.
 *
 * @throws Fault `log-form`
 */
export async function checkForm(client: Connected): Promise<void> {
  const { rows } = await client.query<FormRow>(
    `select c.relname as table, c.relkind as kind, row_security_active(c.oid) as hidden,
            a.attname as column, format_type(a.atttypid, null) as type
       from pg_class c join pg_namespace n on n.oid = c.relnamespace
       left join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
      where n.nspname = 'guard' and c.relname = any($1)`,
    [[...Object.keys(TABLES), ...BESIDE]],
  );
  for (const { table, kind, hidden } of rows) {
    if (kind !== 'r' && kind !== 'p') throw wrongForm(`guard.${table} is not a table any more.`);
    if (hidden) throw hidesRows(table);
  }
  for (const [table, columns] of Object.entries(TABLES)) {
    const own = rows.filter((row) => row.table === table);
    for (const [column, type] of Object.entries(columns)) {
      const found = own.find((row) => row.column === column)?.type;
      if (found === undefined) throw wrongForm(`The column ${column} of guard.${table} is gone.`);
      if (found !== type)
        throw wrongForm(`The column ${column} of guard.${table} has the type ${found}; it was ${type}.`);
    }
  }
  const { rows: foreign } = await client.query<{ name: string }>(FOREIGN_PARTS, [Object.keys(TABLES)]);
  const [part] = foreign;
  if (part !== undefined) throw wrongForm(`A part of it, ${part.name}, is not a table of this database.`);
  const { rows: far } = await client.query<{ far: string | null }>(
    `select coalesce((select id from guard.audit_log where id > $1 order by id limit 1),
                     (select id from guard.audit_log where id < -$1 order by id desc limit 1),
                     (select entry_id from guard.seal where entry_id > $1 order by entry_id limit 1),
                     (select entry_id from guard.seal where entry_id < -$1 order by entry_id desc limit 1),
                     (select position from guard.seal where position < 0 or position > $1 limit 1))::text as far`,
    [Number.MAX_SAFE_INTEGER],
  );
  const number = far[0]?.far;
  if (number !== null && number !== undefined)
    throw new Fault(
      'log-form',
      `The log holds the number ${number}, which no log reaches by itself; beyond 2^53 numbers cannot be told apart.`,
      `Nothing was verified. Keep the log as it is, and ask ${DBA} who wrote that entry or seal.`,
    );
}

const hidesRows = (table: string): Fault =>
  new Fault(
    'log-form',
    `Rows of guard.${table} can be hidden from this user: row-level security is switched on for it.`,
    `Nothing was verified. Ask ${DBA} to switch it off, and who switched it on and why: what this user does not see, others may.`,
  );

/** What the database says when the form is another one while it is read. */
export const wrongForm = (what: string, cause?: unknown): Fault =>
  new Fault(
    'log-form',
    `The audit log has another form than the one that was sealed. ${what}`,
    `Nothing was verified. Ask ${DBA} to undo the change of the table; what was sealed are the bytes of its columns.`,
    cause,
  );
