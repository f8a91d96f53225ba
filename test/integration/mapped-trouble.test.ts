import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { MappedTable } from '../../src-shared/audit/tables.ts';
import { type ClinicDatabase, startClinicDatabase } from '../fixtures/clinic-database.ts';
import { type MappedDesk, mappedDesk, work } from '../fixtures/mapped-desk.ts';

let database: ClinicDatabase;
let desk: MappedDesk;

/** Enough rows that the server is still sending when the first of them are here. */
const MANY = 200_000;
const made = async (name: string, rows: number): Promise<MappedTable> => {
  await database.sql(`create table ehr.${name} (id bigint primary key, at timestamptz not null, what text);
    insert into ehr.${name} select n, now() - interval '1 day', 'viewed ' || repeat('x', 200) || n from generate_series(1, ${String(rows)}) n;
    grant select on ehr.${name} to officer`);
  const table = await desk.map('ehr', name);
  await desk.tables.settle(table.sourceId, 0);
  return table;
};

beforeAll(async () => {
  database = await startClinicDatabase();
  await database.sql('create schema ehr; grant usage on schema ehr to officer');
  desk = mappedDesk(database.officer);
});
afterAll(async () => {
  await desk.close();
  await database.stop();
});

describe('a reading that is cut off', () => {
  let table: MappedTable;
  const runs = async () =>
    (await desk.cache.runs.list()).filter(({ source }) => source.sourceId === table.sourceId);
  const problem = async () =>
    (await desk.tables.list()).find(({ sourceId }) => sourceId === table.sourceId)?.problem;
  /** Ends the reader's connection as soon as rows have come. */
  const killing = () => {
    let killed: Promise<unknown> | null = null;
    return {
      ...work,
      progress: ({ done }: { readonly done: number }) => {
        if (done > 0)
          killed ??= database.sql(
            "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'attestry tables'",
          );
      },
    };
  };
  beforeAll(async () => {
    table = await made('many', MANY);
  });

  test('a killed connection is a clear fault while taking over; taking over again goes on from there', async () => {
    await expect(desk.tables.watch(table.sourceId, killing())).rejects.toMatchObject({
      code: 'database-connection-lost',
    });
    expect(await problem()).toMatchObject({ message: 'The connection to the database was lost.' });
    expect(await desk.watch(table)).toMatchObject({ to: MANY, differing: 0, keyless: 0 });
    expect(await problem()).toBeNull();
  });

  test('while verifying it is a clear fault and no run; verifying again works', async () => {
    await expect(desk.tables.verify(table.sourceId, 'basic', killing())).rejects.toMatchObject({
      code: 'database-connection-lost',
    });
    expect(await runs()).toEqual([]);
    expect(await problem()).not.toBeNull();
    expect(await desk.verify(table, 'basic')).toMatchObject({ result: 'intact', entries: MANY });
    expect(await problem()).toBeNull();
    expect(await runs()).toHaveLength(1);
  });

  test('a time limit of the database is a clear fault and no run; without it verifying works', async () => {
    const cancelling = {
      ...work,
      progress: ({ done }: { readonly done: number }) => {
        // What a statement time-out sends is the same SQLSTATE, 57014.
        if (done > 0)
          void database.sql(
            "select pg_cancel_backend(pid) from pg_stat_activity where application_name = 'attestry tables' and state = 'active'",
          );
      },
    };
    await expect(desk.tables.verify(table.sourceId, 'basic', cancelling)).rejects.toMatchObject({
      code: 'database-error',
      message: expect.stringContaining('stopped the reading') as string,
      remedy: expect.stringContaining('longer statements') as string,
    });
    expect(await runs()).toHaveLength(1);
    expect(await desk.verify(table, 'basic')).toMatchObject({ result: 'intact', entries: MANY });
  });
});

describe('all tables in one cycle of the monitor', () => {
  let good: MappedTable;
  let gone: MappedTable;
  beforeAll(async () => {
    good = await made('good', 500);
    gone = await made('gone', 500);
  });
  const last = async (table: MappedTable) =>
    (await desk.tables.list()).find(({ sourceId }) => sourceId === table.sourceId);
  const HALF_A_DAY = 43_200_000;

  test('each is taken over and verified; none of them is news', async () => {
    expect(await desk.tables.watchAll(work, HALF_A_DAY)).toEqual([]);
    for (const table of [good, gone])
      expect(await last(table)).toMatchObject({ taken: 500, lastRun: { result: 'intact' }, problem: null });
  });

  test('one that is gone hinders no other, and says so in the list', async () => {
    await database.sql('alter table ehr.gone rename to elsewhere');
    await database.sql("insert into ehr.good select n, now(), 'new' from generate_series(501, 510) n");
    expect(await desk.tables.watchAll(work, HALF_A_DAY)).toEqual([]);
    expect(await last(good)).toMatchObject({ taken: 510, problem: null });
    expect(await last(gone)).toMatchObject({
      taken: 500,
      problem: { message: expect.any(String) as string },
    });
    await database.sql('alter table ehr.elsewhere rename to gone');
    await desk.tables.watchAll(work, HALF_A_DAY);
    expect(await last(gone)).toMatchObject({ problem: null });
  });

  test('tampering is told once in its period, and told again in the next', async () => {
    await database.sql("update ehr.good set what = 'nothing' where id = 7");
    const [run] = await desk.tables.watchAll(work, 0);
    expect(run).toMatchObject({ result: 'tampered', found: 1, source: { sourceId: good.sourceId } });
    expect(await desk.tables.watchAll(work, HALF_A_DAY)).toEqual([]);
    expect(await last(good)).toMatchObject({ lastRun: { result: 'tampered' } });
    expect(await desk.tables.watchAll(work, 0)).toHaveLength(1);
  });

  test('a cycle that was cancelled looks at nothing', async () => {
    const before = (await desk.cache.runs.list()).length;
    expect(await desk.tables.watchAll({ ...work, signal: AbortSignal.abort() }, 0)).toEqual([]);
    expect((await desk.cache.runs.list()).length).toBe(before);
  });
});
