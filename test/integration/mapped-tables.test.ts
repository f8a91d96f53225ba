import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { MappedTable } from '../../src-shared/audit/tables.ts';
import type { Finding } from '../../src-shared/audit/types.ts';
import { type ClinicDatabase, startClinicDatabase } from '../fixtures/clinic-database.ts';
import { type MappedDesk, mappedDesk } from '../fixtures/mapped-desk.ts';
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

const ROWS = 1000;
const said = (findings: readonly Finding[]): string[] =>
  findings.map((f) => `${f.type} ${f.key ?? ''}`).toSorted();

describe.each(SHAPES)('$name', (shape) => {
  const { schema, table: name } = shape;
  const full = `${schema}.${name}`;
  let table: MappedTable;
  beforeAll(async () => {
    await database.sql(shape.create);
    await database.sql(shape.fill(1, ROWS, 600));
    table = await desk.map(schema, name, shape.mapping);
    if (table.mapping.order === 'key') await desk.tables.settle(table.sourceId, 0);
    const taken = await desk.watch(table);
    expect(taken).toMatchObject({ from: 0, to: ROWS, differing: 0, keyless: 0, unsigned: null });
    expect(taken.checkpoint?.size).toBe(ROWS);
  });

  test('honest, it is intact at every level, and so is what is added', async () => {
    for (const level of ['basic', 'chain', 'merkle', 'signature', 'blockchain'] as const)
      expect(await desk.verify(table, level)).toMatchObject({
        result: 'intact',
        reason: null,
        entries: ROWS,
        pending: 0,
        found: 0,
      });
    await database.sql(shape.fill(ROWS + 1, ROWS + 20, 1));
    expect(await desk.verify(table)).toMatchObject({ result: 'intact', entries: ROWS, pending: 20 });
    expect(await desk.watch(table)).toMatchObject({ from: ROWS, to: ROWS + 20, differing: 0 });
    expect(await desk.verify(table)).toMatchObject({
      result: 'intact',
      entries: ROWS + 20,
      pending: 0,
      found: 0,
    });
    const [run] = await desk.cache.runs.list();
    expect(run?.source).toMatchObject({
      table: full,
      sourceId: table.sourceId,
      fingerprint: table.fingerprint,
    });
  });

  const deeds: readonly (readonly [string, () => string, (key: (n: number) => string) => string[]])[] = [
    [
      'a change',
      () => `update ${full} set ${shape.change} where ${shape.row(500)}`,
      (key) => [`modification ${key(500)}`],
    ],
    [
      'a changed time',
      () => `update ${full} set ${shape.redate} where ${shape.row(7)}`,
      (key) => [`timestamp-manipulation ${key(7)}`],
    ],
    [
      'removals',
      () => `delete from ${full} where ${shape.row(1)} or ${shape.row(333)} or ${shape.row(ROWS)}`,
      (key) => [`deletion ${key(1)}`, `deletion ${key(333)}`, `deletion ${key(ROWS)}`],
    ],
    [
      'two rows exchanged',
      () => shape.swap(100, 900),
      (key) => [`reordering ${key(100)}`, `reordering ${key(900)}`],
    ],
    ['a row put in behind', () => shape.insert, () => ['insertion *']],
    [
      'all at once',
      () =>
        `update ${full} set ${shape.change} where ${shape.row(11)}; update ${full} set ${shape.redate} where ${shape.row(12)}; delete from ${full} where ${shape.row(13)}; ${shape.insert}`,
      (key) => [
        `modification ${key(11)}`,
        `timestamp-manipulation ${key(12)}`,
        `deletion ${key(13)}`,
        'insertion *',
      ],
    ],
  ];
  test.each(deeds)('%s is found for what it is', async (_name, deed, expected) => {
    const keys = new Map<number, string>();
    for (const n of [1, 7, 11, 12, 13, 100, 333, 500, 900, ROWS]) {
      const columns = table.mapping.key.map((column) => `${column}::text`).join(" || ' / ' || ");
      const { rows } = await database.sql(`select ${columns} as key from ${full} where ${shape.row(n)}`);
      keys.set(n, String(rows[0]?.key));
    }
    await database.sql(`create table if not exists public.kept_${name} as select * from ${full}`);
    try {
      await database.sql(deed());
      const run = await desk.verify(table);
      const found = await desk.findings(run);
      const plain = said(found).map((line) => (line.startsWith('insertion') ? 'insertion *' : line));
      expect(plain).toEqual(expected((n) => keys.get(n) ?? '').toSorted());
      expect(run.result).toBe('tampered');
      for (const finding of found) {
        expect(finding.earliest).not.toBeNull();
        expect(finding.latest >= (finding.earliest ?? '')).toBe(true);
      }
      for (const level of ['basic', 'signature'] as const)
        expect(await desk.verify(table, level)).toMatchObject({ result: 'tampered', found: found.length });
    } finally {
      await database.sql(
        `begin; truncate ${full}; insert into ${full} ${schema === 'ehr' ? 'overriding system value' : ''} select * from public.kept_${name}; commit`,
      );
      expect(await desk.verify(table)).toMatchObject({ result: 'intact' });
    }
  });
});
