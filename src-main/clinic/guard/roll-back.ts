import pg from 'pg';
import type { GuardPlan } from '../../../src-shared/clinic/guard.ts';
import { Fault } from '../../base/fault.ts';
import type { PackFile } from '../pack.ts';
import type { Connected } from '../postgres/connect.ts';
import { readAttached } from './attached.ts';
import { makesRoles, unknownFiles } from './files.ts';
import { OWNER_COMMENT } from './install.ts';
import { type Copied, copyLog } from './log-copy.ts';
import { mustBeOurs, mustWrite, readServer, type Server } from './server.ts';
import { alone, inTurn, type Patience } from './turn.ts';
import { removeSources as forgetSources } from './row-sources.ts';
import { mustBeDecrypted, UNDO } from './undo.ts';

/** How the pack is taken away. */
export type RollBack = {
  readonly files: readonly PackFile[];
  /** Where the log is kept; null: it is thrown away, which the caller has made sure is wanted. */
  readonly keepIn: string | null;
  /** Whether entries may be thrown away without a copy. */
  readonly lose: boolean;
  readonly patience: Patience;
  readonly progress: (what: string, done: number, total: number | null) => void;
};

const quote = (name: string): string => pg.escapeIdentifier(name);
const SEALER = '7305804402566590836';

/** What a roll back would take away for good. */
export async function lossOf(client: Connected, server: Server): Promise<NonNullable<GuardPlan['loss']>> {
  const attached = server.schema === 'ours' ? await readAttached(client, server.listed) : [];
  const count = async (table: string): Promise<number> => {
    const { rows } = await client.query<{ there: boolean }>(
      `select exists (select from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = 'guard' and c.relname = $1) as there`,
      [table],
    );
    if (rows[0]?.there !== true) return 0;
    const counted = await client.query<{ n: string }>(`select count(*) as n from guard.${quote(table)}`);
    return Number(counted.rows[0]?.n ?? 0);
  };
  const entries = await count('audit_log');
  return {
    entries,
    sealed: await count('seal'),
    certificates: await count('prefix_cut'),
    attachments: attached.map(({ table, recorded, triggers }) => {
      const kinds = recorded.map(({ kind }) => kind);
      return `${table ?? recorded[0]?.table ?? ''} (${(kinds.length > 0 ? kinds : triggers.map(({ name }) => name)).join(', ')})`;
    }),
    needsWords: entries > 0,
  };
}

/**
 * Takes away everything that the pack and its commands made, file by file in reverse, so that what cuts it off leaves whole
 * files, and running it again goes on. The log goes last, and only when it was kept or its loss was said.
 *
 * @returns the copy of the log; null when none was asked for
 * @throws Fault `guard-log-kept` when entries would be lost without a word, `guard-attached`, `guard-…`, `database-…`
 */
export async function rollBackPack(client: Connected, how: RollBack): Promise<Copied | null> {
  return alone(client, async () => {
    const server = await readServer(client);
    mustWrite(server);
    mustBeOurs(server);
    if (unknownFiles(how.files, server).length > 0)
      throw new Fault(
        'guard-newer',
        'The guard pack in this database is newer than this application, which does not know how to take it away.',
        'Update Attestry on this computer first. Nothing was changed.',
      );
    if (server.schema === 'none') {
      await removeRoles(client, how);
      return null;
    }
    const loss = await lossOf(client, server);
    if (loss.entries > 0 && how.keepIn === null && !how.lose) throw kept(loss.entries);
    await mustBeDecrypted(client);
    await detachAll(client, server, how);
    // A block that is sealed after the copy would be in no copy.
    await client.query(`select pg_advisory_lock(${SEALER})`);
    try {
      const copy = how.keepIn === null ? null : await keep(client, how, loss);
      await removeFiles(client, server, how, copy);
      return copy;
    } finally {
      await client.query(`select pg_advisory_unlock(${SEALER})`).catch(() => undefined);
    }
  });
}

const keep = (
  client: Connected,
  how: RollBack,
  loss: { readonly entries: number; readonly sealed: number },
): Promise<Copied> =>
  copyLog(client, how.keepIn ?? '', {
    signal: how.patience.signal,
    progress: (rows) => {
      how.progress('keeping the log', rows, loss.entries + loss.sealed);
    },
  });

/** First what hangs on the clinic's tables: from then on no change of the clinic makes an entry. */
async function detachAll(client: Connected, server: Server, how: RollBack): Promise<void> {
  const attached = await readAttached(client, server.listed);
  const strange = attached
    .filter(({ table }) => table !== null)
    .flatMap(({ table, recorded }) => recorded.map(({ kind }) => ({ kind, table })))
    .find(({ kind }) => !(kind in UNDO));
  if (strange !== undefined)
    throw new Fault(
      'guard-attached',
      `The table ${strange.table ?? ''} still has something that only its own command takes away: ${strange.kind}. Nothing was changed.`,
      'Take it away there first, then roll back again.',
    );
  for (const [at, { table, schema, name, recorded }] of attached.entries()) {
    how.progress(`freeing ${table ?? 'a table that is gone'}`, at, attached.length);
    if (table !== null)
      for (const { kind } of recorded)
        await inTurn(client, how.patience, async () => UNDO[kind]?.(client, { schema, name }));
  }
  await inTurn(client, how.patience, () => removeSources(client, server));
  for (const { relation, table, triggers } of await readAttached(client, server.listed))
    await inTurn(client, how.patience, async () => {
      // Whatever the list says: a trigger that calls into a schema that is gone would stop the clinic.
      for (const { name } of table === null ? [] : triggers)
        await client.query(`drop trigger if exists ${quote(name)} on ${table}`);
      if (server.listed)
        await client.query('delete from guard.attachment where relation = $1::oid', [relation]);
    });
  await inTurn(client, how.patience, async () => {
    const { rows } = await client.query<{ name: string }>(
      `select e.evtname::text as name from pg_event_trigger e join pg_proc p on p.oid = e.evtfoid
         join pg_namespace n on n.oid = p.pronamespace where n.nspname = 'guard'`,
    );
    for (const { name } of rows) await client.query(`drop event trigger ${quote(name)}`);
    if (server.listed) await client.query(`delete from guard.attachment where kind = 'schema'`);
  });
}

async function removeSources(client: Connected, { listed }: Server): Promise<void> {
  const { rows } = await client.query<{ there: boolean }>(
    `select to_regclass('guard.row_source') is not null as there`,
  );
  if (listed && rows[0]?.there === true) await forgetSources(client);
}

async function removeFiles(
  client: Connected,
  server: Server,
  how: RollBack,
  copy: Copied | null,
): Promise<void> {
  const there = new Set(server.installed.map(({ number }) => number));
  const files = how.files.filter((file) => there.has(file.number) && !makesRoles(file)).toReversed();
  const owner = server.owner ?? '';
  for (const [at, file] of files.entries()) {
    how.progress(file.name, at, files.length);
    await inTurn(client, how.patience, async () => {
      if (file.number === LOG_FILE) await mustBeCopied(client, copy);
      await client.query(`set local role ${quote(owner)}`);
      await client.query(file.down);
      const { rows } = await client.query<{ listed: boolean }>(
        `select to_regclass('guard.pack') is not null as listed`,
      );
      if (rows[0]?.listed === true)
        await client.query('delete from guard.pack where number = $1', [file.number]);
      await client.query('reset role');
    });
  }
  await removeRoles(client, how, owner);
}

/** The file that makes the table with the log, 0002-audit-log.sql. */
const LOG_FILE = 2;

/** What was written since the copy is in no copy: then nothing goes. */
async function mustBeCopied(client: Connected, copy: Copied | null): Promise<void> {
  if (copy === null) return;
  await client.query('lock table guard.audit_log in access exclusive mode');
  const { rows } = await client.query<{ n: string }>('select count(*) as n from guard.audit_log');
  if (Number(rows[0]?.n ?? 0) !== copy.entries)
    throw new Fault(
      'guard-log-kept',
      'The clinic’s application wrote further entries while the log was being copied; they are in no copy, so the log stays.',
      'Stop the application’s calls of guard.log_access, then roll back again with a new file.',
    );
}

async function removeRoles(client: Connected, how: RollBack, owner: string | null = null): Promise<void> {
  await inTurn(client, how.patience, async () => {
    const { rows } = await client.query<{ name: string }>(
      `select distinct r.rolname::text as name from pg_proc p, aclexplode(p.proacl) x join pg_roles r on r.oid = x.grantee
        where p.oid = 'pg_catalog.pg_control_system()'::regprocedure and (r.rolname = 'attestry_reader' or r.rolname = $1)`,
      [owner],
    );
    for (const { name } of rows)
      await client.query(`revoke execute on function pg_catalog.pg_control_system() from ${quote(name)}`);
    for (const { down } of how.files.filter(makesRoles).toReversed()) await client.query(down);
    const made = await client.query<{ ours: boolean }>(
      `select shobj_description(r.oid, 'pg_authid') = $2 as ours from pg_roles r where r.rolname = $1`,
      [owner, OWNER_COMMENT],
    );
    if (made.rows[0]?.ours === true)
      await client.query(
        `do $$ begin drop role ${quote(owner ?? '')}; exception when dependent_objects_still_exist then null; end $$`,
      );
  });
}

const kept = (entries: number): Fault =>
  new Fault(
    'guard-log-kept',
    `The log holds ${entries} ${entries === 1 ? 'entry' : 'entries'}, which a roll back throws away. Nothing was changed.`,
    'Say where a copy is to be kept (--keep-log FILE), or say that it is to be lost (--lose-the-log). The law asks for six years of it.',
  );
