import { availableParallelism } from 'node:os';
import type { LogSnapshot, RowNow, Seal } from '../../audit/ports.ts';
import { bodyOf, leafOf } from '../../audit/index.ts';
import { cancelled, Fault } from '../../base/fault.ts';
import type { ClinicConnection } from '../ports.ts';
import { databaseFault } from './answers.ts';
import { copyTuples } from './copy-reader.ts';
import { checkForm, HOLD_FORM } from './log-form.ts';
import { readOneByOne } from './range-reader.ts';
import { storedCuts } from './cuts.ts';
import { borrowReader, type Reader, type StartReader } from './readers.ts';
import { countRows, unindexedIds } from './row-count.ts';
import { blockFrom, type BlockRow, hashColumn } from './rows.ts';
import { keepConnection, takeConnection } from './spare.ts';
import { BLOCKS_BETWEEN, ENTRY_LIST, LAST_BLOCK, NEVER_SEALED, SEALER, sqlNumber } from './sql.ts';

export type { StartReader } from './readers.ts';

/** Two readers even on two cores: while one waits for the server the other hashes. */
export const READERS = Math.max(2, Math.min(4, availableParallelism() - 1));

/** What the connection is called in the server's list of sessions. */
const PURPOSE = 'attestry verify';

/** So few entries are read at once on the snapshot's own connection: a thread would take longer to begin. */
const FEW = 4096;

type HeadRow = {
  readonly snapshot: string;
  readonly sealed: string;
  readonly highest: string | null;
  readonly standby: boolean;
};
type SealRow = { position: string; entry_id: string; leaf: string; body: string; chain: string };
const sealFrom = (row: SealRow): Seal => ({
  position: Number(row.position),
  entryId: Number(row.entry_id),
  leaf: hashColumn(row.leaf),
  body: hashColumn(row.body),
  chain: hashColumn(row.chain),
});
const SEAL_LIST =
  "s.position::text, s.entry_id::text, encode(s.leaf, 'hex') as leaf, encode(s.body, 'hex') as body, encode(s.chain, 'hex') as chain";

/**
 * Opens one consistent view of the log for a verification; readers share it by PostgreSQL's exported snapshots.
 *
 * @throws Fault `database-…`
 */
export async function openSnapshot(
  connection: ClinicConnection,
  startReader: StartReader,
  signal: AbortSignal,
): Promise<LogSnapshot> {
  const client = await takeConnection(
    connection,
    PURPOSE,
    `begin isolation level repeatable read read only; ${HOLD_FORM}`,
  ).catch((error: unknown) => {
    throw databaseFault(error);
  });
  let fit = true;
  const readers: { readonly reader: Reader; busy: Promise<unknown>; fit: boolean }[] = [];
  const stop = (): void => {
    for (const { reader } of readers.splice(0)) reader.kill();
  };
  const aborted = (): boolean => signal.aborted;
  const lost = (): Fault =>
    aborted()
      ? cancelled()
      : new Fault(
          'database-connection-lost',
          'A reader of the verification stopped.',
          'Nothing was changed. Start the verification again.',
        );
  const answered = async <T>(work: () => Promise<T>): Promise<T> => {
    if (aborted()) throw cancelled();
    try {
      return await work();
    } catch (error) {
      fit = false;
      throw aborted() ? cancelled() : databaseFault(error);
    }
  };
  let asked: Promise<unknown> = Promise.resolve();
  /** Work on the snapshot's own connection, one after the other: pg does not see a COPY that is under way. */
  const ask = <T>(work: () => Promise<T>): Promise<T> => {
    const answer = asked.then(() => answered(work));
    asked = answer.catch(() => undefined);
    return answer;
  };
  const onAbort = (): void => {
    stop();
    client.connection.stream.destroy();
  };

  try {
    const first = await ask(async () => {
      await checkForm(client);
      const head = await client.query<HeadRow>(
        `select pg_export_snapshot() as snapshot,
                coalesce((select max(s.position) + 1 from guard.seal s), 0)::text as sealed,
                (select max(s.entry_id) from guard.seal s)::text as highest,
                pg_is_in_recovery() as standby`,
      );
      const block = await client.query<BlockRow>(LAST_BLOCK);
      return { ...head.rows[0], block: block.rows[0] };
    });
    const { snapshot = '', sealed = '0', highest, standby = false } = first;
    const lastBlock = first.block === undefined ? null : blockFrom(first.block);
    const highestSealedId =
      highest === null || highest === undefined ? Number.MIN_SAFE_INTEGER : Number(highest);
    // Blocks that outlast their seals tell that the tail of the seals was cut.
    const size = Math.max(Number(sealed), lastBlock === null ? 0 : lastBlock.last + 1);
    signal.addEventListener('abort', onAbort, { once: true });

    const readerAt = (index: number): (typeof readers)[number] => {
      const known = readers[index];
      if (known !== undefined) return known;
      const made = {
        reader: borrowReader(startReader, { connection, snapshot }, lost),
        busy: Promise.resolve(),
        fit: true,
      };
      readers[index] = made;
      return made;
    };
    let turn = 0;
    const rowsWhere = async (condition: string): Promise<RowNow[]> => {
      const rows: RowNow[] = [];
      await copyTuples(
        client,
        `select ${ENTRY_LIST} from guard.audit_log l where ${condition}`,
        (bytes, start, end) => {
          const entry = Buffer.from(bytes.subarray(start, end));
          rows.push({
            entryId: Number(entry.readBigInt64BE(6)),
            leaf: leafOf(entry),
            body: bodyOf(entry),
            bytes: entry,
          });
        },
      );
      return rows;
    };
    return {
      sealed: size,
      readers: READERS,
      highestSealedId,
      lastBlock,
      standby,
      idsAt: (positions) =>
        ask(async () => {
          const { rows } = await client.query<{ id: string | null }>(
            'select distinct on (p.o) s.entry_id::text as id from unnest($1::bigint[]) with ordinality as p(position, o) left join guard.seal s on s.position = p.position order by p.o, s.ctid',
            [positions],
          );
          return rows.map(({ id }) => (id === null ? null : Number(id)));
        }),
      readRange: (task) => {
        if (task.to - task.from <= FEW) return ask(() => readOneByOne(client, task));
        // Who is to leave time to the clinic reads with one reader.
        const next = readerAt((task.duty ?? 1) < 1 ? 0 : turn++ % READERS);
        // One range at a time on a connection. Fit to be kept is a thread that has answered everything.
        const report = next.busy.then(async () => {
          next.fit = false;
          const answer = await answered(() => next.reader.read(task));
          next.fit = true;
          return answer;
        });
        next.busy = report.catch(() => undefined);
        return report;
      },
      rows: (ids) =>
        ask(() =>
          ids.length === 0 ? Promise.resolve([]) : rowsWhere(`l.id in (${ids.map(sqlNumber).join(',')})`),
        ),
      sealsOf: (ids) =>
        ask(async () => {
          const { rows } = await client.query<SealRow>(
            `select ${SEAL_LIST} from guard.seal s where s.entry_id = any($1::bigint[]) order by s.position`,
            [ids],
          );
          return rows.map(sealFrom);
        }),
      sealsBetween: (from, to) =>
        ask(async () => {
          const { rows } = await client.query<SealRow>(
            `select distinct on (s.position) ${SEAL_LIST} from guard.seal s where s.position >= $1 and s.position < $2 order by s.position, s.ctid`,
            [from, to],
          );
          return rows.map(sealFrom);
        }),
      blocksBetween: (from, to) =>
        ask(async () => (await client.query<BlockRow>(BLOCKS_BETWEEN, [from, to])).rows.map(blockFrom)),
      blockCount: () =>
        ask(async () => {
          const { rows } = await client.query<{ n: string }>('select count(*)::text as n from guard.block');
          return Number(rows[0]?.n ?? 0);
        }),
      unsealed: (ids) =>
        ask(async () => {
          const { rows } = await client.query<{ id: string; passed: boolean }>(
            `select l.id::text, ${NEVER_SEALED} as passed from guard.audit_log l cross join ${SEALER} c where l.id = any($1::bigint[])`,
            [ids],
          );
          return rows.map((row) => ({ entryId: Number(row.id), passedBy: row.passed }));
        }),
      above: (limit) =>
        ask(async () => {
          const above = `from guard.audit_log l cross join ${SEALER} c where l.id > ${sqlNumber(highestSealedId)}`;
          const waiting = await client.query<{ n: string }>(
            `select count(*)::text as n ${above} and not ${NEVER_SEALED}`,
          );
          const passed = await client.query<{ id: string }>(
            `select l.id::text ${above} and ${NEVER_SEALED} order by l.id limit $1`,
            [limit],
          );
          return {
            waiting: Number(waiting.rows[0]?.n ?? 0),
            passedBy: passed.rows.map((row) => Number(row.id)),
          };
        }),
      cuts: () => ask(() => storedCuts(client)),
      hidden: (found, duty) =>
        ask(async () => {
          const rows = (await countRows(client, duty)) - found;
          return { rows: Math.max(rows, 0), ids: rows > 0 ? await unindexedIds(client) : [] };
        }),
      close: async () => {
        signal.removeEventListener('abort', onAbort);
        await Promise.all(
          readers.splice(0).map(async ({ reader, fit }) => {
            if (fit) await reader.release();
            else reader.kill();
          }),
        );
        if (fit && !aborted()) await keepConnection(connection, PURPOSE, client);
        else await client.end().catch(() => undefined);
      },
    };
  } catch (error) {
    stop();
    await client.end().catch(() => undefined);
    throw databaseFault(error);
  }
}
