import pg from 'pg';
import type { DisposedStep } from '../../../src-shared/phi/disposal.ts';
import type { Connected } from '../postgres/connect.ts';
import { sqlName } from './row-facts.ts';
import { type Step, tallyOf } from './disposal-steps.ts';

const quote = (name: string): string => pg.escapeIdentifier(name);

/**
 * Looks whether the deleted rows of a step are gone: their keys by the index and by reading the table itself, the space after
 * VACUUM, the form of the indexes with amcheck where it is installed.
 *
 * @throws what the database says
 */
export async function verifyStep(
  client: Connected,
  disposalId: string,
  place: number,
  step: Step,
  about: { readonly at: string; readonly subject: string | null; readonly deleted: number },
): Promise<DisposedStep> {
  const relation = sqlName(step);
  const there = async (index: boolean): Promise<number> => {
    if (step.key.length === 0) return 0;
    await client.query(
      `begin; set local enable_seqscan to ${index ? 'off' : 'on'};
       set local enable_indexscan to ${index ? 'on' : 'off'}; set local enable_indexonlyscan to ${index ? 'on' : 'off'}; set local enable_bitmapscan to off`,
    );
    try {
      const { rows } = await client.query<{ count: string }>(
        `select count(*) from guard.disposal_key k join ${relation} t on ${step.key
          .map(({ name, type }, at) => `t.${quote(name)} = (k.key ->> ${at})::${type}`)
          .join(' and ')} where k.disposal = $1 and k.place = $2`,
        [disposalId, place],
      );
      return Number(rows[0]?.count ?? 0);
    } finally {
      await client.query('rollback');
    }
  };
  // ANALYZE would need nothing that was deleted; statistics hold single values of rows, deleted ones too, until it runs.
  await client.query(`vacuum (analyze) ${relation}`);
  const dead = await client.query<{ dead: string }>(
    `select coalesce(sum(pg_stat_get_dead_tuples(c.oid)), 0) as dead from pg_class c
      where c.oid = $1 or c.oid in (select inhrelid from pg_inherits where inhparent = $1)`,
    [step.oid],
  );
  const [byHeap, byIndex] = [await there(false), await there(true)];
  const tally = await tallyOf(client, step, about.at, about.subject);
  return {
    table: `${step.schema}.${step.table}`,
    cutoff: await cutoffOf(client, step, about.at),
    deleted: about.deleted,
    ...{ held: tally.held, referenced: tally.referenced, retained: tally.retained, left: tally.deletable },
    heap: byHeap > 0 ? 'there' : Number(dead.rows[0]?.dead ?? 0) > 0 ? 'waiting' : 'gone',
    index: step.key.length === 0 ? 'no-key' : byIndex > 0 ? 'there' : 'gone',
    structure: await structureOf(client, step.oid),
  };
}

/** The moment before which rows of the step are old. */
export async function cutoffOf(client: Connected, step: Step, at: string): Promise<string | null> {
  if (step.months === null) return null;
  const { rows } = await client.query<{ cutoff: string }>(
    `select to_char(($1::timestamptz - interval '${step.months} months') at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as cutoff`,
    [at],
  );
  return rows[0]?.cutoff ?? null;
}

async function structureOf(client: Connected, oid: string): Promise<DisposedStep['structure']> {
  const { rows } = await client.query<{ name: string }>(
    `select format('%I.bt_index_check', n.nspname) as name from pg_extension e join pg_namespace n on n.oid = e.extnamespace where e.extname = 'amcheck'`,
  );
  const check = rows[0]?.name;
  if (check === undefined) return null;
  try {
    await client.query(
      `select ${check}(i.indexrelid) from pg_index i join pg_class c on c.oid = i.indexrelid join pg_am a on a.oid = c.relam
        where i.indrelid = $1 and a.amname = 'btree' and c.relkind = 'i' and i.indisvalid`,
      [oid],
    );
    return 'sound';
  } catch (error) {
    // XX002: index_corrupted (PostgreSQL manual, "Error Codes"). Everything else is no answer.
    if ((error as { code?: string }).code === 'XX002') return 'damaged';
    throw error;
  }
}

/** Where copies of what was deleted still are, as far as the database can tell. */
export async function copiesElsewhere(client: Connected): Promise<string[]> {
  const { rows } = await client.query<{ archive: string; replicas: number; slots: number; logical: number }>(
    `select current_setting('archive_mode') as archive, (select count(*)::int from pg_stat_replication) as replicas,
            (select count(*)::int from pg_replication_slots) as slots, (select count(*)::int from pg_publication) as logical`,
  );
  const { archive = 'off', replicas = 0, slots = 0, logical = 0 } = rows[0] ?? {};
  return [
    'Backups made before this deletion hold the rows until they expire. After a restore, run the deletion again: it finds them by the same rules.',
    archive === 'off'
      ? 'The write-ahead log of this server is not archived; its files hold the rows until they are overwritten, usually within hours.'
      : 'The write-ahead log of this server is archived: the archive holds the rows until its files expire.',
    replicas + slots > 0
      ? `${replicas} connected replicas and ${slots} replication slots follow this server: the deletion reaches a replica when it has caught up.`
      : 'No replica follows this server at this moment.',
    ...(logical > 0
      ? [
          `${logical} publications send changes to other databases; whether those delete too is theirs to say.`,
        ]
      : []),
    'The audit log keeps what it says of these rows, values included, for its own period: it is evidence, and removed by prefix cut alone.',
    'On the disk, freed space holds the bytes until something else is written there; encrypted disks, or VACUUM FULL of the table, make that moot.',
  ];
}
