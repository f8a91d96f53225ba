import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { MappedTable } from '../../src-shared/audit/tables.ts';
import { type ClinicDatabase, startClinicDatabase } from '../fixtures/clinic-database.ts';
import { type MappedDesk, mappedDesk, work } from '../fixtures/mapped-desk.ts';
import { SHAPES } from '../fixtures/mapped-shapes.ts';

let database: ClinicDatabase;
let desk: MappedDesk;
beforeAll(async () => {
  database = await startClinicDatabase();
  desk = mappedDesk(database.officer);
});
afterAll(async () => {
  await desk.close();
  await database.stop();
});

/** So long that no verification is due: what is seen, a draw has seen. */
const NEVER = 1e12;
const infoOf = async ({ sourceId }: MappedTable) =>
  (await desk.tables.list()).find((one) => one.sourceId === sourceId);
/** Cycles of the monitor for this table alone. */
const cycles = async (table: MappedTable, most: number) => {
  for (let cycle = 0; cycle < most; cycle++) {
    const runs = await desk.tables.watchAll(work, NEVER);
    const found = runs.find(({ source }) => source.sourceId === table.sourceId);
    if (found !== undefined) return found;
  }
  return null;
};

// All of them are drawn in each cycle: what is planted is seen in the first.
const ROWS = 120;

describe.each(SHAPES)('$name', (shape) => {
  const full = `${shape.schema}.${shape.table}`;
  let table: MappedTable;
  beforeAll(async () => {
    await database.sql(shape.create);
    await database.sql(shape.fill(1, ROWS, 600));
    table = await desk.map(shape.schema, shape.table, shape.mapping);
    if (table.mapping.order === 'key') await desk.tables.settle(table.sourceId, 0);
    expect(await cycles(table, 1)).toBeNull();
    await database.sql(`create table public.draw_${shape.table} as select * from ${full}`);
  });
  afterAll(async () => {
    await desk.tables.forget(table.sourceId);
  });

  test('an honest table: every row is found by its key and is as it was witnessed', async () => {
    expect((await infoOf(table))?.drawn).toEqual({ rows: 0, chanceSeen: 0 });
    expect(await cycles(table, 2)).toBeNull();
    expect((await infoOf(table))?.drawn).toEqual({ rows: 2 * ROWS, chanceSeen: 1 });
  });

  test.each([
    ['a changed row', `update ${full} set ${shape.change} where ${shape.row(50)}`, 'modification'],
    ['a changed time', `update ${full} set ${shape.redate} where ${shape.row(7)}`, null],
    ['a row that is gone', `delete from ${full} where ${shape.row(ROWS)}`, 'deletion'],
  ])('%s is drawn, and a verification says what it is', async (_name, deed, type) => {
    try {
      await database.sql(deed);
      const run = await cycles(table, 1);
      expect(run).toMatchObject({ result: 'tampered', level: 'blockchain', found: 1 });
      if (type !== null) expect(run?.foundByType).toEqual({ [type]: 1 });
      expect((await infoOf(table))?.drawn).toEqual({ rows: 0, chanceSeen: 0 });
    } finally {
      await database.sql(
        `begin; truncate ${full}; insert into ${full} ${shape.schema === 'ehr' ? 'overriding system value' : ''} select * from public.draw_${shape.table}; commit`,
      );
      expect(await desk.verify(table)).toMatchObject({ result: 'intact' });
    }
  });
});

describe('a table of more rows than a draw has', () => {
  let table: MappedTable;
  const made = async (name: string, key: string, rows: number): Promise<MappedTable> => {
    await database.sql(`create schema if not exists drawn; grant usage on schema drawn to officer;
      create table drawn.${name} (id bigint ${key}, at timestamptz not null, what text);
      insert into drawn.${name} select n, now() - interval '1 day', 'viewed ' || n from generate_series(1, ${String(rows)}) n;
      grant select on drawn.${name} to officer`);
    const mapped = await desk.tables.map({
      ...{ schema: 'drawn', table: name, key: ['id'], time: 'at', content: ['what'] },
      ...{ order: 'key', settleSeconds: 0 },
    });
    expect(await cycles(mapped, 1)).toBeNull();
    return mapped;
  };

  test('the chance is what the draws come to, and begins anew behind a verification', async () => {
    table = await made('many', 'primary key', 400);
    expect(await cycles(table, 3)).toBeNull();
    const drawn = (await infoOf(table))?.drawn;
    expect(drawn?.rows).toBe(600);
    expect(drawn?.chanceSeen).toBeCloseTo(1 - 0.5 ** 3, 9);
    await desk.verify(table, 'basic');
    expect((await infoOf(table))?.drawn).toEqual({ rows: 0, chanceSeen: 0 });
  });

  test('one altered row is seen by a draw in the end', async () => {
    await database.sql("update drawn.many set what = 'nothing' where id = 333");
    // Missed by all of them with a chance of one half to the power of 40: one in a million million.
    expect(await cycles(table, 40)).toMatchObject({ result: 'tampered', foundByType: { modification: 1 } });
    await desk.tables.forget(table.sourceId);
  });

  test('without a unique index nothing is drawn, and the list says so', async () => {
    const plain = await made('plain', '', 300);
    await database.sql("update drawn.plain set what = 'nothing'");
    expect(await cycles(plain, 2)).toBeNull();
    expect((await infoOf(plain))?.drawn).toBeNull();
    await database.sql('create unique index on drawn.plain (id)');
    expect(await cycles(plain, 1)).toMatchObject({ result: 'tampered', found: 300 });
    await desk.tables.forget(plain.sourceId);
  });
});
