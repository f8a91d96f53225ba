import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { auditTriggersContract } from '../../src-shared/clinic/audit-triggers.ts';
import { guardStatusSchema } from '../../src-shared/clinic/guard.ts';
import { capacitySchema } from '../../src-shared/clinic/monitoring.ts';
import { retentionRuleSchema } from '../../src-shared/phi/disposal.ts';
import { encryptedFieldSchema, fieldCheckSchema } from '../../src-shared/phi/fields.ts';
import type { RowTable } from '../../src-shared/phi/rows.ts';
import { postgresTriggers } from '../../src-main/clinic/guard/audit-triggers.ts';
import { postgresColumnRegistry } from '../../src-main/clinic/guard/classification.ts';
import { postgresDisposal } from '../../src-main/clinic/guard/disposal.ts';
import { giveKeys } from '../../src-main/clinic/guard/field-session.ts';
import { postgresFieldRegister, postgresFields } from '../../src-main/clinic/guard/fields.ts';
import { postgresMonitoring } from '../../src-main/clinic/guard/monitoring.ts';
import { packDatabase } from '../../src-main/clinic/guard/pack-database.ts';
import { readPack } from '../../src-main/clinic/guard/pack-files.ts';
import { postgresRows } from '../../src-main/clinic/guard/rows.ts';
import { withConnection } from '../../src-main/clinic/postgres/connect.ts';
import { newFieldKeys } from '../../src-main/phi/field-keys.ts';
import { HOSTILE_NAMES, quoted } from '../fixtures/hostile-names.ts';
import { emptyClinic, installFiles, PACK } from '../fixtures/guard-manifest.ts';
import { type PostgresServer, startPostgres, systemPrograms } from '../fixtures/postgres-server.ts';

/* A clinic whose schemas, tables and columns have hostile names, through everything that the pack does with a table. */

const PATIENT = '6f1c1c3e-58a1-4a53-9a51-0d6a3d9c2b11';
const OTHER = '6f1c1c3e-58a1-4a53-9a51-0d6a3d9c2b12';
const work = { signal: new AbortController().signal, progress: (): void => undefined };
const pack = packDatabase({ folder: PACK, version: '0.1.0' });
/** Each name is a schema with a table of that name, whose columns have the next five of the list. */
const TABLES = HOSTILE_NAMES.map((name, at) => {
  const column = (place: number): string => HOSTILE_NAMES[(at + place) % HOSTILE_NAMES.length]!;
  return {
    ...{ schema: name, table: name },
    ...{ key: column(1), patient: column(2), person: column(3), seen: column(4), secret: column(5) },
  };
});
type Named = (typeof TABLES)[number];
const sqlOf = ({ schema, table }: Pick<Named, 'schema' | 'table'>): string =>
  `${quoted(schema)}.${quoted(table)}`;

let server: PostgresServer;
let before: string;
const admin = () => server.as('postgres', 'clinic');
const officer = () => server.as('officer', 'clinic');
const rowsOf = async (sql: string): Promise<Record<string, unknown>[]> =>
  (await server.sql('clinic', sql)).rows;

function dump(): string {
  const text = execFileSync(
    join(systemPrograms().folder, 'pg_dump'),
    ['-h', '127.0.0.1', '-p', String(server.port), '-U', 'postgres', 'clinic'],
    { encoding: 'utf8', maxBuffer: 1 << 28 },
  );
  // A key that pg_dump draws anew each time.
  return text.replace(/^\\(un)?restrict .*$/gm, '');
}

beforeAll(async () => {
  server = await startPostgres('system');
  await emptyClinic(server, 'clinic');
  await server.sql('clinic', 'create role ward login');
  for (const one of TABLES)
    await server.sql(
      'clinic',
      `create schema ${quoted(one.schema)};
       create table ${sqlOf(one)} (${quoted(one.key)} int primary key, ${quoted(one.patient)} uuid, ${quoted(one.person)} text,
         ${quoted(one.seen)} timestamptz, ${quoted(one.secret)} text);
       insert into ${sqlOf(one)} values (1, '${PATIENT}', 'nurse', '2001-01-01', 'value one'), (2, '${OTHER}', 'other', '2024-01-01', 'value two')`,
    );
  before = dump();
  await installFiles(server, 'clinic', await readPack(PACK));
  await server.sql('clinic', 'grant attestry_clinician to ward');
});
afterAll(() => {
  server.stop();
});

test('their changes are recorded', async () => {
  const outcomes = await postgresTriggers.attach(admin(), TABLES);
  expect(outcomes.map(({ done, problem }) => [done, problem])).toEqual(TABLES.map(() => [true, '']));
  // Twice is as good as once.
  await postgresTriggers.attach(admin(), TABLES);
  for (const one of TABLES)
    await server.sql(
      'clinic',
      `update ${sqlOf(one)} set ${quoted(one.person)} = 'nurse' where ${quoted(one.key)} = 2`,
    );
  const entries = await rowsOf(
    `select resource_type, resource_id, details::jsonb ->> 'schema' as schema, details::jsonb -> 'changed' as changed
       from guard.audit_log where event_type = 'data.update' order by id`,
  );
  expect(entries).toEqual(
    TABLES.map(({ schema, table, person }) => ({
      ...{ resource_type: table, resource_id: '2', schema, changed: [person] },
    })),
  );
  const view = await postgresTriggers.view(officer());
  expect(auditTriggersContract['audit-triggers.list'].output.parse(view).tables).toHaveLength(TABLES.length);
  expect(view.tables.every(({ state }) => state === 'on')).toBe(true);
});

test('their columns are in the catalogue, are decided on, and who can read them is told', async () => {
  const registry = postgresColumnRegistry(officer());
  const columns = await registry.columns();
  const names = TABLES.flatMap((one) =>
    [one.key, one.patient, one.person, one.seen, one.secret].map((column) => [one.schema, one.table, column]),
  );
  const seen = columns.map(({ schema, table, column }) => [schema, table, column]);
  expect(seen.toSorted()).toEqual(names.toSorted());
  for (const { schema, table } of TABLES)
    expect((await registry.readers(schema, table)).columns).toHaveLength(5);
});

test('rules on their rows let a person see the patients in their care, and nobody else', async () => {
  const ruled = TABLES.map(({ schema, table, patient }): RowTable => ({
    ...{ schema, table, category: 'clinical', subjectColumn: patient, authorColumn: null },
  }));
  await postgresRows.setSources(
    admin(),
    TABLES.map(({ schema, table, patient, person, key }) => ({
      ...{ purpose: 'care', schema, table, subjectColumn: patient, personColumn: person },
      ...{ fromColumn: null, toColumn: null, days: 1, condition: { [key]: ['1'] } },
    })),
  );
  await postgresRows.namePerson(admin(), 'ward', 'nurse');
  for (const table of ruled) await postgresRows.attach(admin(), table);
  for (const one of TABLES) {
    const { rows } = await server.sql('clinic', `select ${quoted(one.key)} as id from ${sqlOf(one)}`, 'ward');
    expect([one.table, rows]).toEqual([one.table, [{ id: 1 }]]);
  }
  const { attached } = await postgresRows.standing(officer());
  expect(attached.map(({ wish, drift }) => [wish.table, drift]).toSorted()).toEqual(
    ruled.map(({ table }) => [table, []]).toSorted(),
  );
});

test('what is old in them is deleted, and looked for', async () => {
  const rules = TABLES.map(({ schema, table, seen, patient }) =>
    retentionRuleSchema.parse({
      ...{ schema, table, kind: 'clinical-record', months: 120, basis: 'As the law of the state says' },
      ...{ dateColumn: seen, subjectColumn: patient, active: true },
    }),
  );
  for (const rule of rules) await postgresDisposal.setRule(officer(), rule);
  const [held] = TABLES;
  await postgresDisposal.placeHold(officer(), {
    ...{ schema: held!.schema, table: held!.table, patient: PATIENT, reason: 'Lawsuit 2026-17 is pending' },
  });
  const wishes = rules.map(({ schema, table, dateColumn, subjectColumn, months }) => ({
    ...{ schema, table, subjectColumn, age: { column: dateColumn, months }, subject: null },
  }));
  const { at, steps } = await postgresDisposal.plan(admin(), wishes);
  expect(steps.map(({ deletable, held: kept }) => [deletable, kept])).toEqual(
    TABLES.map((one) => (one === held ? [0, 1] : [1, 0])),
  );
  await postgresDisposal.begin(admin(), {
    disposalId: 'hostile',
    kind: 'retention',
    at,
    subject: null,
    wishes,
  });
  const result = await postgresDisposal.carryOut(admin(), 'hostile', work);
  expect(result.steps.map(({ deleted, heap, index, left }) => [deleted, heap, index, left])).toEqual(
    TABLES.map((one) => [one === held ? 0 : 1, 'gone', 'gone', 0]),
  );
  const { rules: kept } = await postgresDisposal.standing(officer());
  expect(kept.map(({ rule }) => rule.table).toSorted()).toEqual(HOSTILE_NAMES.toSorted());
});

test('their columns are encrypted, read and searched by who was given the key, checked, and decrypted', async () => {
  const fields = postgresFields(admin());
  const keys = newFieldKeys();
  const key = await fields.addKey(keys.publicKey, 'columns', () => Promise.resolve(keys.secret));
  const given = new Map([[key, keys.secret]]);
  const columns = TABLES.map(({ schema, table, secret }) => ({ schema, table, column: secret }));
  for (const column of columns) expect([column, (await fields.plan(column)).obstacles]).toEqual([column, []]);
  const encrypted = await fields.attach(columns, key);
  expect(encrypted).toHaveLength(columns.length);
  for (const field of encrypted) {
    encryptedFieldSchema.parse(field);
    await fields.encryptRows(field, work);
    await fields.makeSearchable(field, 'exact');
  }
  for (const field of await postgresFieldRegister(officer()).fields()) {
    await fields.catchUp(field, given, work);
    const one = TABLES.find(({ table }) => table === field.table)!;
    // Beyond 63 bytes a name would be cut off: the column's number stands in its place.
    const long = Buffer.byteLength(one.secret) > 63 - '_sealed'.length;
    const sealed = long ? 'column_5_sealed' : `${one.secret}_sealed`;
    const found = await withConnection(admin(), async (client) => {
      await client.query('begin; set local role attestry_clinician');
      await giveKeys(client, given);
      const { rows } = await client.query<Record<string, unknown>>(
        `select v.${quoted(one.key)} as id, v.${quoted(one.secret)} as secret from attestry_clinician.${quoted(one.table)} v
          where v.${quoted(sealed)} in (select guard.field_matches($1, $2, $3, 'value two'))`,
        [one.schema, one.table, one.secret],
      );
      return rows;
    });
    expect([one.table, found]).toEqual([one.table, [{ id: 2, secret: 'value two' }]]);
  }
  for (const field of await postgresFieldRegister(officer()).fields()) {
    const checks = (await fields.verify(field, given)).map((check) => fieldCheckSchema.parse(check));
    expect(checks.filter(({ outcome, id }) => outcome === 'failed' && id !== 'files')).toEqual([]);
  }
  const status = guardStatusSchema.parse(await pack.status(officer()));
  expect([status.state, status.drift]).toEqual(['current', []]);
  for (const field of await postgresFieldRegister(officer()).fields())
    await fields.rollBack(field, given, work);
  const left = await rowsOf(
    TABLES.map(
      (one) => `select ${quoted(one.secret)} as secret from ${sqlOf(one)} where ${quoted(one.key)} = 2`,
    ).join(' union all '),
  );
  expect(left).toEqual(TABLES.map(() => ({ secret: 'value two' })));
});

test('their size is told, and taking the pack away leaves them as they were', async () => {
  const capacity = capacitySchema.parse(await postgresMonitoring.capacity(officer()));
  expect(capacity.tables.length).toBeGreaterThan(10);
  for (const one of TABLES)
    await server.sql(
      'clinic',
      `truncate ${sqlOf(one)}; insert into ${sqlOf(one)} values (1, '${PATIENT}', 'nurse', '2001-01-01', 'value one'), (2, '${OTHER}', 'other', '2024-01-01', 'value two')`,
    );
  await pack.rollBack(admin(), { keepIn: null, lose: true }, work);
  expect(dump()).toBe(before);
});
