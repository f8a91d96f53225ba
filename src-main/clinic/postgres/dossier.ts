import type { MapSource } from '../../../src-shared/rights/dossier-map.ts';
import type { DossierReader, DossierSnapshot, Row } from '../../rights/ports.ts';
import { cancelled, Fault } from '../../base/fault.ts';
import type { ClinicConnection } from '../ports.ts';
import type { Connected } from './connect.ts';
import { dossierFault } from './dossier-fault.ts';
import {
  columnsAsked,
  conditions,
  type Conditions,
  list,
  PIECE_BYTES,
  PIECE_CHARACTERS,
  relation,
} from './dossier-sql.ts';
import { tryMap } from './dossier-trial.ts';
import { quoted, tableConnection } from './tables/session.ts';

type Raw = {
  readonly key: string[];
  readonly day: string | null;
  readonly held: Row['held'];
  readonly part2: boolean;
} & Readonly<Record<string, string | number | null | string[] | boolean>>;

/** The designated record set, read over a connection of its own that takes on the role of the map and can only read. */
export const postgresDossier = (connection: () => Promise<ClinicConnection>): DossierReader => ({
  open: async (map, zone, signal) => {
    const client = await tableConnection(await connection());
    const onAbort = (): void => {
      client.connection.stream.destroy();
    };
    signal.addEventListener('abort', onAbort, { once: true });
    const told = (error: unknown): Fault => (signal.aborted ? cancelled() : dossierFault(error));
    const asked = async <T>(work: () => Promise<T>): Promise<T> => {
      if (signal.aborted) throw cancelled();
      try {
        return await work();
      } catch (error) {
        throw told(error);
      }
    };
    try {
      await asked(() => takeOn(client, map.role, zone));
      const asOf = await asked(async () => {
        await client.query('begin isolation level repeatable read read only');
        const { rows } = await client.query<{ at: string }>(
          `select to_char(timezone('UTC', statement_timestamp()), 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at`,
        );
        return rows[0]?.at ?? '';
      });
      return snapshotOf(client, asOf, asked, async () => {
        signal.removeEventListener('abort', onAbort);
        await client.end().catch(() => undefined);
      });
    } catch (error) {
      signal.removeEventListener('abort', onAbort);
      await client.end().catch(() => undefined);
      throw told(error);
    }
  },
  trial: async (map, zone, patients) => {
    const client = await tableConnection(await connection());
    try {
      await takeOn(client, map.role, zone);
      return await tryMap(client, map, patients);
    } catch (error) {
      throw dossierFault(error);
    } finally {
      await client.end().catch(() => undefined);
    }
  },
});

function snapshotOf(
  client: Connected,
  asOf: string,
  asked: <T>(work: () => Promise<T>) => Promise<T>,
  close: () => Promise<void>,
): DossierSnapshot {
  let cursors = 0;
  return {
    asOf,
    async *rows(source, wanted, most) {
      const where = conditions(source, wanted);
      const name = `attestry_${(cursors += 1)}`;
      await savepoint(client, asked, () =>
        client.query(`declare ${name} no scroll cursor for ${rowQuery(source, where)}`, [wanted.patients]),
      );
      for (;;) {
        const { rows } = await savepoint(client, asked, () =>
          client.query<Raw>(`fetch ${most} from ${name}`),
        );
        if (rows.length > 0) yield rows.map((row) => rowOf(source, row));
        if (rows.length < most) break;
      }
      await asked(() => client.query(`close ${name}`));
    },
    unread: async (source, wanted) => {
      const where = conditions(source, wanted);
      if (where.unread === null) return new Map();
      const query = `select ${where.unread} as code, count(*)::int as items from ${relation(source)} t
        where ${where.patient} and ${where.period} and ${where.unread} is not null group by 1`;
      const { rows } = await savepoint(client, asked, () =>
        client.query<{ code: NonNullable<Row['held']>; items: number }>(query, [wanted.patients]),
      );
      return new Map(rows.map(({ code, items }) => [code, items]));
    },
    async *content(source, key, column, wanted) {
      const where = conditions(source, wanted);
      const known = source.columns[column];
      if (known === undefined) return;
      const values = [wanted.patients, ...key];
      const same = source.key.map((name, at) => `t.${quoted(name)}::text = $${at + 2}`);
      const isText = known.kind !== 'content';
      const value = `t.${quoted(known.column)}${isText ? '::text' : ''}`;
      const size = isText ? PIECE_CHARACTERS : PIECE_BYTES;
      for (let from = 1; ; from += size) {
        const query = `select substring(${value} from ${from} for ${size}) as piece from ${relation(source)} t
          where ${where.patient} and ${same.join(' and ')}`;
        const { rows } = await savepoint(client, asked, () =>
          client.query<{ piece: Buffer | string | null }>(query, values),
        );
        const piece = rows[0]?.piece ?? null;
        if (piece === null || piece.length === 0) return;
        yield typeof piece === 'string' ? Buffer.from(piece, 'utf8') : piece;
      }
    },
    hasPart2Consent: async ({ consent }, patients, today) =>
      consent !== null && (await inForce(client, asked, consent, patients, today)) > 0,
    restrictions: async ({ restriction }, patients, today) =>
      restriction === null ? 0 : inForce(client, asked, restriction, patients, today),
    close,
  };
}

/** A source that fails must not take the view of the others with it. */
async function savepoint<T>(
  client: Connected,
  asked: <R>(work: () => Promise<R>) => Promise<R>,
  work: () => Promise<T>,
): Promise<T> {
  await asked(() => client.query('savepoint source'));
  try {
    const answer = await asked(work);
    await asked(() => client.query('release savepoint source'));
    return answer;
  } catch (error) {
    // A connection that is gone says so again with the next question.
    await client.query('rollback to savepoint source').catch(() => undefined);
    throw error;
  }
}

async function takeOn(client: Connected, role: string | null, zone: string): Promise<void> {
  // Days are those of the covered entity.
  await client.query(`select set_config('timezone', $1, false)`, [zone]);
  if (role === null) return;
  try {
    await client.query(`set role ${quoted(role)}`);
  } catch (error) {
    throw new Fault(
      'table-unusable',
      'The database user may not take on the role that reads the record set.',
      `Ask the database administrator to make the role that the dossier map names and to grant it to this user with set true; docs/rights.md has the statements.`,
      error,
    );
  }
}

const rowQuery = (source: MapSource, where: Conditions): string =>
  `select array[${source.key.map((name) => `t.${quoted(name)}::text`).join(', ')}] as key,
      ${source.day === undefined ? 'null::text' : `to_char(t.${quoted(source.day)}::date, 'YYYY-MM-DD')`} as day,
      ${where.held ?? 'null::text'} as held, ${where.part2} as part2, ${columnsAsked(source).join(', ')}
    from ${relation(source)} t
   where ${where.patient} and ${where.period} and ${where.unread === null ? 'true' : `${where.unread} is null`}
   order by ${[...(source.day === undefined ? [] : [source.day]), ...source.key].map((name) => `t.${quoted(name)}`).join(', ')}`;

function rowOf(source: MapSource, row: Raw): Row {
  return {
    ...{ key: row.key, day: row.day, held: row.held, part2: row.part2 },
    values: source.columns.map(({ kind }, at) => {
      const [value, length] = [row[`v${at}`], row[`l${at}`]];
      if (typeof value === 'string') return value;
      return typeof length === 'number' && length > 0 ? { bytes: length, text: kind !== 'content' } : null;
    }),
  };
}

async function inForce(
  client: Connected,
  asked: <T>(work: () => Promise<T>) => Promise<T>,
  kept: {
    readonly schema: string;
    readonly table: string;
    readonly patient: string;
    readonly where: readonly { readonly column: string; readonly in: readonly string[] }[];
    readonly from: string;
    readonly until: string | null;
  },
  patients: readonly string[],
  today: string,
): Promise<number> {
  const holds = kept.where.map(
    ({ column, in: allowed }) => `t.${quoted(column)}::text = any(${list(allowed)})`,
  );
  const until =
    kept.until === null
      ? 'true'
      : `(t.${quoted(kept.until)} is null or t.${quoted(kept.until)}::date > $2::date)`;
  const query = `select count(*)::int as n from ${relation(kept)} t where t.${quoted(kept.patient)} = any($1)
    and ${holds.join(' and ')} and t.${quoted(kept.from)}::date <= $2::date and ${until}`;
  const { rows } = await savepoint(client, asked, () =>
    client.query<{ n: number }>(query, [patients, today]),
  );
  return rows[0]?.n ?? 0;
}
