import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { once } from 'node:events';
import { Fault, throwIfCancelled } from '../../base/fault.ts';
import type { Connected } from '../postgres/connect.ts';

/** Tables that hold the evidence, in the order in which they are written. */
const EVIDENCE = ['audit_log', 'seal', 'block', 'adoption', 'prefix_cut'] as const;
const PAGE = 5000;

/** How much of the log a copy holds. */
export type Copied = { readonly entries: number; readonly sha256: string };

/**
 * Writes log, seals and blocks into a file, one JSON document a line: `{"table": …, "row": {…}}`, the row as
 * jsonb_populate_record takes it. Written beside, synchronised, then renamed.
 *
 * @throws Fault `file-unwritable`, `cancelled`; PostgreSQL's own errors
 */
export async function copyLog(
  client: Connected,
  file: string,
  work: { readonly signal: AbortSignal; readonly progress: (rows: number) => void },
): Promise<Copied> {
  const beside = `${file}.part`;
  const out = createWriteStream(beside, { flags: 'w', mode: 0o600 });
  const hash = createHash('sha256');
  let entries = 0;
  let rows = 0;
  try {
    await once(out, 'open');
    await client.query('begin isolation level repeatable read, read only');
    for (const table of await evidenceIn(client)) {
      await client.query(
        `declare evidence no scroll cursor for select to_jsonb(t)::text as line from guard.${table} t`,
      );
      for (;;) {
        throwIfCancelled(work.signal);
        const page = await client.query<{ line: string }>(`fetch ${PAGE} from evidence`);
        if (page.rows.length === 0) break;
        const text = page.rows.map(({ line }) => `{"table":"${table}","row":${line}}\n`).join('');
        hash.update(text);
        if (!out.write(text)) await once(out, 'drain');
        rows += page.rows.length;
        if (table === 'audit_log') entries += page.rows.length;
        work.progress(rows);
      }
      await client.query('close evidence');
    }
    await client.query('commit');
    out.end();
    await once(out, 'close');
    const handle = await open(beside, 'r+');
    await handle.sync();
    await handle.close();
    await rename(beside, file);
    return { entries, sha256: hash.digest('hex') };
  } catch (error) {
    out.destroy();
    await client.query('rollback').catch(() => undefined);
    await rm(beside, { force: true });
    throw unwritable(error);
  }
}

/** What is left of the tables: a roll back that was cut off has taken some away. */
async function evidenceIn(client: Connected): Promise<readonly string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select c.relname::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = 'guard' and c.relkind in ('r', 'p') and c.relname = any ($1)`,
    [EVIDENCE],
  );
  return EVIDENCE.filter((name) => rows.some((row) => row.name === name));
}

function unwritable(error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  return typeof code === 'string' && /^(EACCES|EROFS|ENOENT|ENOSPC|EISDIR|EDQUOT|EPERM)$/.test(code)
    ? new Fault(
        code === 'ENOSPC' || code === 'EDQUOT' ? 'disk-full' : 'file-unwritable',
        'The copy of the log could not be written; nothing was taken away.',
        'Choose another folder with enough room, then try again.',
        error,
      )
    : error;
}
