import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { KERNEL_BYTES, openKernel, type RangeReport, type RangeTask } from '../../src-main/audit/index.ts';
import { connect, type Connected } from '../../src-main/clinic/postgres/connect.ts';
import { runCopies } from '../../src-main/clinic/postgres/copy-reader.ts';
import { rangeReader, readOneByOne } from '../../src-main/clinic/postgres/range-reader.ts';
import { type ClinicDatabase, startClinicDatabase } from '../fixtures/clinic-database.ts';

const ENTRIES = 70_000;
let database: ClinicDatabase;
let client: Connected;
beforeAll(async () => {
  database = await startClinicDatabase();
  await database.fill(ENTRIES);
  while ((await database.log.sealPending(30_000)) > 0);
  client = await connect(database.officer);
});
afterAll(async () => {
  await client.end();
  await database.stop();
});

const md5 = (bytes: Uint8Array): string => createHash('md5').update(bytes).digest('hex');
/** Copies of the tuples' bytes, taken when the reader says that they are about to go. */
async function read(queries: readonly string[], input: Buffer | null, duty = 1): Promise<string[][]> {
  const seen: string[][] = queries.map(() => []);
  const held: { copy: number; bytes: Buffer; start: number; end: number }[] = [];
  await runCopies(
    client,
    queries.map((query, copy) => ({
      query,
      onTuple: (bytes, start, end) => {
        held.push({ copy, bytes, start, end });
      },
    })),
    {
      input,
      duty,
      onFlush: () => {
        for (const { copy, bytes, start, end } of held.splice(0))
          seen[copy]?.push(md5(bytes.subarray(start, end)));
      },
    },
  );
  expect(held).toEqual([]);
  return seen;
}
const expected = async (query: string): Promise<string[]> =>
  (await database.sql(query)).rows.map((row) => String(row.md5));

describe('copies', () => {
  // Field count 1, length, bytes: what COPY sends for one text column.
  const TEXTS = 'select repeat(chr(65 + n % 26), n * 37) as t from generate_series(0, 400) n';
  const LARGE =
    "select repeat('x', case n when 3 then 300000 when 4 then 1000000 else n end) as t from generate_series(0, 6) n";
  const asSent = (query: string): string =>
    `select md5('\\x0001'::bytea || int4send(octet_length(t)) || convert_to(t, 'UTF8')) from (${query}) q`;

  test.each([
    ['a buffer of its own', null],
    ['a large buffer', 300_000],
    ['a buffer smaller than most messages', 5000],
    ['the smallest buffer there can be', 64],
  ])('every tuple comes whole and in order, in %s', async (_name, size) => {
    const input = size === null ? null : Buffer.alloc(size);
    expect(await read([TEXTS, LARGE, 'select 1 where false', TEXTS], input)).toEqual([
      await expected(asSent(TEXTS)),
      await expected(asSent(LARGE)),
      [],
      await expected(asSent(TEXTS)),
    ]);
  });
  test('an error of the server is told and leaves the connection as it was', async () => {
    await expect(read([TEXTS, 'select 1 / 0'], null)).rejects.toMatchObject({ code: 'database-error' });
    await expect(read(['select t from nowhere'], null)).rejects.toMatchObject({
      code: 'database-not-guarded',
    });
    expect((await client.query<{ n: number }>('select 7 as n')).rows).toEqual([{ n: 7 }]);
    expect(await read([TEXTS], null)).toEqual([await expected(asSent(TEXTS))]);
  });
  test('an error of the one who reads ends the connection, not the program', async () => {
    const other = await connect(database.officer);
    const failing = runCopies(other, [
      {
        query: TEXTS,
        onTuple: () => {
          throw new RangeError('enough');
        },
      },
    ]);
    await expect(failing).rejects.toThrow('enough');
    await expect(runCopies(other, [{ query: TEXTS, onTuple: () => undefined }])).rejects.toMatchObject({
      code: 'database-connection-lost',
    });
    await other.end().catch(() => undefined);
  });
  test('a reader that is ended by the server says so', async () => {
    const other = await connect(database.officer);
    const { rows } = await other.query<{ pid: number }>('select pg_backend_pid() as pid');
    const reading = runCopies(other, [
      { query: 'select pg_sleep(0.01), n from generate_series(1, 2000) n', onTuple: () => undefined },
    ]);
    reading.catch(() => undefined);
    await database.sql(`select pg_terminate_backend(${String(rows[0]?.pid)})`);
    await expect(reading).rejects.toMatchObject({ code: 'database-connection-lost' });
    await other.end().catch(() => undefined);
  });
  describe('at a part of the time', () => {
    const inTransaction = async <T>(work: () => Promise<T>): Promise<T> => {
      await client.query('begin isolation level repeatable read read only');
      try {
        return await work();
      } finally {
        await client.query('rollback');
      }
    };
    test.each([null, 300_000, 5000, 64])('every tuple is the same, in a buffer of %s', async (size) => {
      const input = size === null ? null : Buffer.alloc(size);
      const queries = [TEXTS, LARGE, 'select 1 where false', TEXTS];
      await inTransaction(async () => {
        expect(await read(queries, input, 0.9)).toEqual(await read(queries, input));
      });
    });
    test('the server is asked for a few rows at a time', async () => {
      const many = 'select l.details as t from guard.audit_log l where l.id <= 20000 order by l.id';
      const asked = vi.spyOn(client.connection, 'query');
      try {
        await inTransaction(async () => {
          expect(await read([many], null, 0.9)).toEqual([await expected(asSent(many))]);
        });
        const pieces = asked.mock.calls
          .map(([text]) => /fetch (\d+) from/.exec(text)?.[1])
          .filter((rows) => rows !== undefined);
        expect(pieces.length).toBeGreaterThan(4);
        expect(Math.max(...pieces.map(Number))).toBeLessThanOrEqual(4096);
      } finally {
        asked.mockRestore();
      }
    });
    test('an error of the server is told, and the connection works again after the transaction', async () => {
      await inTransaction(async () => {
        const late = 'select (1 / (500 - n))::text as t from generate_series(1, 1000) n';
        await expect(read([TEXTS, late], null, 0.9)).rejects.toMatchObject({ code: 'database-error' });
      });
      expect(await read([TEXTS], null)).toEqual([await expected(asSent(TEXTS))]);
    });
    test('a reader that is ended by the server while it rests says so', async () => {
      const other = await connect(database.officer);
      const { rows } = await other.query<{ pid: number }>('select pg_backend_pid() as pid');
      await other.query('begin');
      const reading = runCopies(other, [{ query: TEXTS, onTuple: () => undefined }], { duty: 0.001 });
      reading.catch(() => undefined);
      await vi.waitFor(async () => {
        const query = `select state from pg_stat_activity where pid = ${String(rows[0]?.pid)} and query like 'declare%'`;
        expect((await database.sql(query)).rows).toEqual([{ state: 'idle in transaction' }]);
      });
      await database.sql(`select pg_terminate_backend(${String(rows[0]?.pid)})`);
      await expect(reading).rejects.toMatchObject({ code: 'database-connection-lost' });
      await other.end().catch(() => undefined);
    });
    test.each([1, 0.9])('ranges are told the same at duty %s', async (duty) => {
      const range = { ...WHOLE, duty };
      await inTransaction(async () => {
        const report = await rangeReader()(client, range);
        expect(report).toEqual(await readOneByOne(client, WHOLE));
        expect(report).toMatchObject({ rows: 65_536, mismatches: [], brokenLinks: [], sealsWithoutRow: [] });
      });
    });
  });
});

const task = (from: number, to: number): RangeTask => ({
  from,
  to,
  idFrom: from === 0 ? null : from + 1,
  idTo: to === ENTRIES ? null : to + 1,
  idLimit: ENTRIES,
  before: [],
  links: true,
  tree: true,
  cuts: [from + 1000],
  collect: false,
});
const WHOLE = task(0, 65_536);

describe('ranges', () => {
  const RANGES = [WHOLE, task(65_536, ENTRIES)];
  const both = async (): Promise<readonly [RangeReport[], RangeReport[]]> => {
    const inBatches = rangeReader();
    const fast: RangeReport[] = [];
    const slow: RangeReport[] = [];
    for (const range of RANGES) {
      fast.push(await inBatches(client, range));
      slow.push(await readOneByOne(client, range));
    }
    return [fast, slow];
  };

  test('the kernel runs here', () => {
    expect(openKernel(KERNEL_BYTES)).not.toBeNull();
  });
  test('in batches and one by one give the same reports of an honest log', async () => {
    const [fast, slow] = await both();
    expect(fast).toEqual(slow);
    expect(fast[0]).toMatchObject({ rows: 65_536, mismatches: [], brokenLinks: [], sealsWithoutRow: [] });
    expect(fast.flatMap((report) => report.blocks).every(({ block, root }) => block.root === root)).toBe(
      true,
    );
  });
  test('and of one that was tampered with', async () => {
    await database.tamper(
      `update guard.audit_log set details = repeat('y', 900000) where id in (5, 66000);
       update guard.audit_log set actor = 'x' where id % 1009 = 0;
       delete from guard.audit_log where id in (1, 65536, 65537, 70000);
       update guard.audit_log set id = -id where id = 3000;
       update guard.seal set leaf = 'short' where position = 44;
       update guard.seal set chain = sha256('z') where position in (45, 65535, 65536);
       delete from guard.seal where position in (67000, 67001);
       update guard.block set entries = entries + 1 where number = 1`,
    );
    const [fast, slow] = await both();
    expect(fast).toEqual(slow);
    expect(fast[0]?.mismatches.length).toBeGreaterThan(60);
    expect(fast[0]?.brokenLinks).toEqual([44, 45, 46, 65_535]);
    expect(fast[1]?.missingSeals).toEqual([67_000, 67_001]);
  });
});
