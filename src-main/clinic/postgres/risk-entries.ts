import { z } from 'zod';
import type { EntryReader, LogEntry } from '../../risk/ports.ts';
import { codeOf, Fault } from '../../base/fault.ts';
import type { ClinicConnection } from '../ports.ts';
import { databaseFault } from './answers.ts';
import { connect, type Connected } from './connect.ts';

/** So many of the newest entries are scored when a log is seen for the first time. */
const FIRST = 250_000;

const cursorSchema = z.strictObject({
  /** Everything that this snapshot saw was read; null: the log was never read to its end. */
  from: z.string().nullable(),
  /** What is being read: everything that this snapshot sees. Null: whatever is new. */
  to: z.string().nullable(),
  /** The last row of it that was read. */
  after: z.strictObject({ xid: z.string(), id: z.string() }).nullable(),
  /** Older entries were there before, and are not scored. */
  above: z.string(),
});
type Cursor = z.infer<typeof cursorSchema>;

type Row = Omit<LogEntry, 'entryId' | 'at'> & {
  readonly entryId: number;
  readonly at: number;
  readonly xid: string;
  readonly id: string;
  readonly snapshot: string;
};

// A time that is none, or lies before 1970, would break every calendar: the time of reading stands for it.
const COLUMNS = `l.id::float8 as "entryId", l.id::text, l.xid::text, pg_current_snapshot()::text as snapshot,
  case when l.occurred_at between timestamptz '1970-01-02+00' and timestamptz '9000-01-01+00' then floor(extract(epoch from l.occurred_at) * 1000)
       else floor(extract(epoch from clock_timestamp()) * 1000) end::float8 as at,
  left(l.actor, 300) as actor, left(l.actor_role, 200) as role, left(l.event_type, 200) as event, left(l.action, 100) as action,
  l.patient_id::text as "patientKey", host(l.source_ip) as address, l.success`;

// Rows of transactions that were under way come when they end, whatever is their number: what counts is which snapshot saw
// them, not how far one has counted. In a restored cluster numbers may lie in the future; the first reading takes those too.
const NEXT = `select ${COLUMNS} from guard.audit_log l
  where l.id > $1::bigint
    and ($2::text is null or (l.xid >= pg_snapshot_xmin($2::pg_snapshot) and not pg_visible_in_snapshot(l.xid, $2::pg_snapshot)))
    and ($3::text is null or pg_visible_in_snapshot(l.xid, $3::pg_snapshot) or ($2::text is null and l.xid >= pg_snapshot_xmax($3::pg_snapshot)))
    and ($4::text is null or (l.xid, l.id) > ($4::xid8, $5::bigint))
  order by l.xid, l.id limit $6`;

/**
 * New entries of the guard's log, on one connection that stays open. Nothing is listened for: a notice with every entry would
 * make the clinic's transactions wait for each other when they end. A look at an unchanged log is one step in an index.
 *
 * @param fingerprint - of the log that is connected
 */
export function postgresRiskEntries(parts: {
  readonly connection: () => Promise<ClinicConnection>;
  readonly fingerprint: () => Promise<string>;
}): EntryReader & { close(): void } {
  type Open = { readonly client: Connected; readonly fingerprint: string };
  // The promise, not what comes of it: two that ask at once share one connection.
  let open: Promise<Open> | null = null;

  const drop = (): void => {
    open?.then(({ client }) => client.end()).catch(() => undefined);
    open = null;
  };
  const begun = async (): Promise<Open> => {
    const fingerprint = await parts.fingerprint();
    return { fingerprint, client: await connect(await parts.connection(), 'attestry access risk') };
  };
  const opened = async (): Promise<Open> => {
    if (open !== null) return open;
    const mine = begun();
    open = mine;
    const lost = (): void => {
      if (open === mine) open = null;
    };
    try {
      const { client } = await mine;
      client.on('error', lost);
      client.on('end', lost);
    } catch (error) {
      lost();
      throw error;
    }
    return mine;
  };
  return {
    fingerprint: async () => (await opened()).fingerprint,
    read: async (before, limit) => {
      const { client } = await opened();
      try {
        const cursor = before === null ? await begin(client) : cursorSchema.parse(JSON.parse(before));
        const { rows } = await client.query<Row>(NEXT, [
          ...[cursor.above, cursor.from, cursor.to, cursor.after?.xid ?? null, cursor.after?.id ?? null],
          limit,
        ]);
        const next = behind(cursor, rows, limit);
        return {
          entries: rows.map(entryOf),
          cursor: next === cursor && before !== null ? before : JSON.stringify(next),
          more: rows.length === limit,
        };
      } catch (error) {
        drop();
        // Undefined schema or table: there is no guard schema here.
        if (['3F000', '42P01'].includes(codeOf(error) ?? ''))
          throw new Fault(
            'database-not-guarded',
            'The database has no guard schema, so there are no accesses to score.',
            'Install the guard pack on the page Clinic database.',
            error,
          );
        throw databaseFault(error);
      }
    },
    renew: drop,
    close: drop,
  };
}

async function begin(client: Connected): Promise<Cursor> {
  const { rows } = await client.query<{ snapshot: string; above: string }>(
    `select pg_current_snapshot()::text as snapshot,
            coalesce((select min(n.id) - 1 from (select l.id from guard.audit_log l order by l.id desc limit $1) n), 0)::text as above`,
    [FIRST],
  );
  return { from: null, to: rows[0]?.snapshot ?? null, after: null, above: rows[0]?.above ?? '0' };
}

function behind(cursor: Cursor, rows: readonly Row[], limit: number): Cursor {
  const last = rows.at(-1);
  const to = cursor.to ?? last?.snapshot ?? null;
  if (last !== undefined && rows.length === limit)
    return { ...cursor, to, after: { xid: last.xid, id: last.id } };
  // An unchanged log needs no new cursor.
  return to === null ? cursor : { ...cursor, from: to, to: null, after: null };
}

const entryOf = ({
  entryId,
  at,
  actor,
  role,
  event,
  action,
  patientKey,
  address,
  success,
}: Row): LogEntry => ({
  ...{ entryId, at, actor, role, event, action, patientKey, address, success },
});
