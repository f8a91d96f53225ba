import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type DataClass, type DataMap, dataMapSchema } from '../../src-shared/phi/classification.ts';
import { postgresColumnRegistry } from '../../src-main/clinic/guard/classification.ts';
import { postgresValueSource } from '../../src-main/clinic/guard/value-sample.ts';
import { type Classification, classification } from '../../src-main/phi/index.ts';
import type { StoredMap } from '../../src-main/phi/ports.ts';
import type { ActivityDraft } from '../../src-main/audit/index.ts';
import type { ClinicConnection } from '../../src-main/clinic/ports.ts';
import { type ClinicDatabase, startClinicDatabase } from '../fixtures/clinic-database.ts';
import { LABELLED } from '../fixtures/labelled-columns.ts';
import { loadSampleTables } from '../fixtures/sample-tables.ts';

let database: ClinicDatabase;
let desk: Classification;
let officer: ClinicConnection;
const drafts: ActivityDraft[] = [];
const kept = new Map<string, string>();
const work = { signal: new AbortController().signal, progress: () => undefined };

beforeAll(async () => {
  database = await startClinicDatabase();
  await loadSampleTables(database);
  officer = database.officer;
  desk = classification({
    registry: () => Promise.resolve(postgresColumnRegistry(officer)),
    values: postgresValueSource,
    store: {
      load: (source) =>
        Promise.resolve(kept.has(source) ? (JSON.parse(kept.get(source)!) as StoredMap) : null),
      save: (source, map) => {
        kept.set(source, JSON.stringify(map));
        return Promise.resolve();
      },
    },
    source: () => Promise.resolve('clinic'),
    activity: {
      around: (draft, act) => {
        drafts.push(draft);
        return act();
      },
    },
    clock: { now: () => Date.parse('2026-03-02T09:00:00Z') },
    officer: () => 'CN=Dana Weiss',
  });
});
afterAll(() => database.stop());

const field = (map: DataMap, table: string, column: string) =>
  map.columns.find((one) => one.table === table && one.column === column)!;
const ref = (table: string, column: string) => ({ schema: 'clinic', table, column });
const personal = (one: DataClass): boolean => one !== 'none' && one !== 'internal';

describe('the scanner on the sample clinic', () => {
  test.each(['names', 'values'] as const)('finds what is personal by %s', async (how) => {
    const map = await desk.scan(how === 'names' ? null : database.admin, work);
    expect(dataMapSchema.safeParse(map).error).toBeUndefined();
    expect(map.sampled).toBe(how === 'values');
    const said = map.columns.map(({ table, column, proposal }) => ({
      name: `${table}.${column}`,
      truth: LABELLED[table]?.[column] ?? 'none',
      found: proposal!.classification,
    }));
    expect(said.length).toBeGreaterThan(160);
    const [found, truth] = [
      said.filter((one) => personal(one.found)),
      said.filter((one) => personal(one.truth)),
    ];
    const hits = said.filter((one) => personal(one.found) && personal(one.truth)).length;
    // Which columns these are stands in the message of the failure.
    expect(
      said.filter((one) => personal(one.truth) && !personal(one.found)),
      'missed',
    ).toEqual([]);
    expect(hits / truth.length).toBe(1);
    expect(hits / found.length, JSON.stringify(found.filter((one) => !personal(one.truth)))).toBeGreaterThan(
      0.97,
    );
    const right = said.filter((one) =>
      one.truth === 'none' ? !personal(one.found) : one.found === one.truth,
    );
    expect(
      right.length / said.length,
      JSON.stringify(said.filter((one) => !right.includes(one))),
    ).toBeGreaterThan(0.93);
  });
});

describe('values', () => {
  test('leave the scanner in no answer, no copy and no record', async () => {
    const map = await desk.scan(database.admin, work);
    const { rows } = await database.sql(
      'select ssn, phone, email, family_name, given_names, address_line, mrn from clinic.patients union all select null, phone, email, family_name, given_names, null, employee_number from clinic.staff',
    );
    const values = new Set(
      rows.flatMap((row) => Object.values(row)).filter((value) => typeof value === 'string'),
    );
    expect(values.size).toBeGreaterThan(200);
    const written = JSON.stringify([map, [...kept], drafts]);
    // A whole word: a short name stands in some word of ours by chance.
    const words = new Set(written.split(/[^\p{L}\p{N}@.()-]+/u));
    expect([...values].filter((value) => words.has(value))).toEqual([]);
    expect([...values].filter((value) => value.length > 8 && written.includes(value))).toEqual([]);
  });

  test('that cannot be read leave the table to its names', async () => {
    const map = await desk.scan({ ...database.application }, work);
    expect(field(map, 'patients', 'ssn').proposal!.reason).toContain('values look like it');
    await database.sql('revoke select on clinic.patients from application');
    const less = await desk.scan({ ...database.application }, work);
    expect(field(less, 'patients', 'ssn').proposal!.reason).not.toContain('values');
    expect(field(less, 'staff', 'email').proposal!.reason).toContain('values look like it');
    await database.sql('grant select on clinic.patients to application');
  });
});

describe('an officer', () => {
  test('accepts, rejects with a reason, chooses; each decision is kept and recorded', async () => {
    await desk.scan(database.admin, work);
    drafts.length = 0;
    await desk.decide({ verdict: 'accept', columns: [ref('patients', 'ssn'), ref('patients', 'mrn')] });
    await desk.decide({
      verdict: 'reject',
      columns: [ref('patients', 'language')],
      reason: 'Language alone is on the door sign',
    });
    await desk.decide({
      verdict: 'choose',
      columns: [ref('departments', 'name')],
      classification: 'internal',
      encrypt: false,
      reason: 'House list',
    });
    const map = await desk.map();
    expect(field(map, 'patients', 'ssn').decision).toMatchObject({
      classification: 'identifier',
      encrypt: true,
      verdict: 'accepted',
      by: 'CN=Dana Weiss',
    });
    expect(field(map, 'patients', 'language').decision).toMatchObject({
      classification: 'none',
      verdict: 'rejected',
    });
    expect(field(map, 'departments', 'name').decision).toMatchObject({ classification: 'internal' });
    expect(drafts.map(({ operation, purpose }) => [operation, purpose])).toEqual([
      ['data-map.accept', '2 × identifier'],
      ['data-map.reject', 'Language alone is on the door sign'],
      ['data-map.choose', 'internal: House list'],
    ]);
    const { rows } = await database.sql('select count(*)::int as n from guard.column_decision');
    expect(rows[0]!.n).toBe(4);
    await expect(database.sql('delete from guard.column_decision')).rejects.toThrow(/only ever appended/);
  });

  test('decides all or nothing when a column went away', async () => {
    await database.sql('create table clinic.passing (a text, b text)');
    await desk.scan(null, work);
    await database.sql('alter table clinic.passing drop column b');
    await expect(
      desk.decide({ verdict: 'accept', columns: [ref('passing', 'a'), ref('passing', 'b')] }),
    ).rejects.toMatchObject({ code: 'table-changed' });
    expect(field(await desk.map(), 'passing', 'a').decision).toBeNull();
    await database.sql('drop table clinic.passing');
  });

  test('sees columns that came, went, were renamed or changed since', async () => {
    await desk.decide({
      verdict: 'accept',
      columns: [ref('allergies', 'substance'), ref('allergies', 'reaction'), ref('allergies', 'severity')],
    });
    await database.sql(
      `alter table clinic.allergies add column genetic_marker text; alter table clinic.allergies rename column substance to agent;
       alter table clinic.allergies drop column reaction; alter table clinic.allergies alter column severity type varchar(20)`,
    );
    const map = await desk.map();
    expect(field(map, 'allergies', 'genetic_marker')).toMatchObject({ drift: 'added', decision: null });
    expect(field(map, 'allergies', 'agent')).toMatchObject({
      drift: 'renamed',
      was: 'clinic.allergies.substance',
      decision: { classification: 'health' },
    });
    // Nobody has decided on it, but it was there.
    expect(field(map, 'allergies', 'status')).toMatchObject({ drift: null, decision: null });
    expect(field(map, 'allergies', 'reaction')).toMatchObject({ drift: 'gone' });
    expect(field(map, 'allergies', 'severity')).toMatchObject({ drift: 'retyped', was: 'text' });
  });

  test('sees the copy of last time while the database is away', async () => {
    const before = await desk.map();
    officer = { ...database.officer, port: 1 };
    const copy = await desk.map();
    officer = database.officer;
    expect(copy.problem?.message).toContain('does not answer');
    expect({ ...copy, problem: null }).toEqual({ ...before, at: copy.at });
  });

  test('is told when the pack has no register yet', async () => {
    await database.sql(`alter function guard.decide_columns(jsonb, text) rename to decide_columns_gone`);
    await expect(desk.decide({ verdict: 'accept', columns: [ref('notes', 'body')] })).rejects.toMatchObject({
      code: 'pack-outdated',
    });
    await database.sql(`alter function guard.decide_columns_gone(jsonb, text) rename to decide_columns`);
  });
});

describe('who can read a field', () => {
  test('is told from grants, column grants, ownership, views and roles', async () => {
    await database.sql(
      `create role records_owner nologin; create role billing_desk login; create role research login noinherit; create role analysts nologin; create role nobody login;
       create role view_reader login; create role invoker_reader login; create role warehouse login;
       grant analysts to research; create schema lab; grant usage on schema lab to public;
       create table lab.result (id int, patient_id uuid, value text, payer text); alter table lab.result owner to records_owner;
       grant select (id, payer) on lab.result to billing_desk; grant select on lab.result to analysts;
       create view lab.plain as select id, value from lab.result; grant select on lab.plain to view_reader;
       create view lab.onion as select value from lab.plain; grant select on lab.onion to nobody;
       create function lab.peek() returns text language sql security definer as 'select max(value) from lab.result'`,
    );
    const readsAll = database.version >= 140_000;
    if (readsAll) await database.sql('grant pg_read_all_data to warehouse');
    if (database.version >= 150_000)
      await database.sql(
        'create view lab.theirs with (security_invoker = true) as select * from lab.result; grant select on lab.theirs to invoker_reader',
      );
    const { readers, definerFunctions, rowSecurity } = await desk.readers('lab', 'result');
    const of = (role: string) =>
      readers
        .find((one) => one.role === role)
        ?.fields.map(({ column, way, through }) => `${column} ${way}${through === null ? '' : ` ${through}`}`)
        .sort();
    expect(of('billing_desk')).toEqual(['id column-grant', 'payer column-grant']);
    expect(of('records_owner')).toHaveLength(4);
    expect(of('records_owner')![0]).toBe('id owner');
    expect(of('analysts')![0]).toBe('id table-grant');
    expect(of('research')![0]).toBe('id role-switch analysts');
    expect(of('view_reader')).toEqual(['id view lab.plain', 'value view lab.plain']);
    expect(of('nobody')).toContain('value view lab.onion');
    expect(of('invoker_reader')).toBeUndefined();
    expect(of('warehouse')?.[0]).toBe(readsAll ? 'id reads-everything' : undefined);
    expect(of('postgres')![0]).toBe('id superuser');
    expect({ definerFunctions, rowSecurity }).toEqual({ definerFunctions: 1, rowSecurity: false });
    await expect(desk.readers('lab', 'gone')).rejects.toMatchObject({ code: 'table-missing' });
  });
});

test('hostile names are scanned, decided on and read like others', async () => {
  const table = `"; drop table clinic.patients; --`;
  const column = `ssn'"${'é'.repeat(20)} \\ %s`;
  await database.sql(
    `create table clinic.${quoted(table)} (${quoted(column)} text); insert into clinic.${quoted(table)} select '123-45-' || n from generate_series(1000, 1100) n`,
  );
  const map = await desk.scan(database.admin, work);
  const found = map.columns.find((one) => one.table === table)!;
  expect(found.proposal).toMatchObject({ kind: 'Social security number', encrypt: true });
  await desk.decide({ verdict: 'accept', columns: [{ schema: 'clinic', table, column: found.column }] });
  expect((await desk.map()).columns.find((one) => one.table === table)!.decision).not.toBeNull();
  expect((await desk.readers('clinic', table)).columns).toEqual([column]);
});

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
