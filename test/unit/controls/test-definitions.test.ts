import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { nodeOf, readCatalogue } from '../../../src-main/controls/index.ts';
import { ALL_TESTS } from '../../../src-main/controls/tests/all.ts';
import { chosen, shownOf } from '../../../src-main/controls/tests/catalogue.ts';
import { type ClinicTest, missing, queryOf } from '../../../src-main/controls/tests/definition.ts';
import { type ControlsMap, type Kept, readControlsMap } from '../../../src-main/controls/tests/map.ts';
import { controlTestSchema, TEST_AREAS } from '../../../src-shared/controls/tests.ts';
import { controlTestTable } from '../../fixtures/control-test-table.ts';

const root = resolve(import.meta.dirname, '../../..');
const sample = readFileSync(resolve(root, 'resources/controls/sample-clinic.yaml'), 'utf8');
const map = readControlsMap(sample).map!;
const ofClinic = ALL_TESTS.filter((test): test is ClinicTest => test.reads === 'clinic');

describe('the tests', () => {
  test('are at least sixty, each with an id of its own, and every area has some', () => {
    expect(ALL_TESTS.length).toBeGreaterThanOrEqual(60);
    expect(new Set(ALL_TESTS.map(({ id }) => id)).size).toBe(ALL_TESTS.length);
    expect(new Set(ALL_TESTS.map(({ area }) => area))).toEqual(new Set(Object.keys(TEST_AREAS)));
  });

  test('are what the contract says, with the map of the sample clinic', () => {
    for (const one of ALL_TESTS)
      expect(() => controlTestSchema.parse(shownOf(one, map)), one.id).not.toThrow();
  });

  test('support requirements that there are, and no headings', async () => {
    const { frameworks } = await readCatalogue(resolve(root, 'resources/frameworks'));
    for (const { id, supports } of ALL_TESTS)
      for (const ref of supports)
        expect(nodeOf(frameworks, ref.framework, ref.id)?.kind, `${id}: ${ref.framework} ${ref.id}`).toBe(
          'requirement',
        );
  });

  test('ask for nothing but the columns that they say they need', () => {
    for (const one of ofClinic) {
      const tables = Object.fromEntries(
        (Object.entries(one.needs) as [Kept, readonly string[]][]).map(([kept, columns]) => [
          kept,
          { schema: 's', table: 't', columns: Object.fromEntries(columns.map((name) => [name, name])) },
        ]),
      );
      const query = queryOf(one, { ...map, tables });
      expect(query, one.id).toMatch(/^select /);
      expect(query, one.id).not.toContain('undefined');
    }
  });

  test('give each row of their population a key, an answer and a fact', () => {
    for (const one of ofClinic) {
      const query = queryOf(one, map);
      expect(query, one.id).toContain(' as key');
      expect(query, one.id).toContain(' as ok');
      expect(query, one.id).toContain(' as fact');
    }
  });

  test('use every parameter they name', () => {
    for (const one of ofClinic)
      for (const { name, value } of one.parameters) {
        const other = typeof value === 'number' ? 987_654 : `${value}x987654`;
        const query = queryOf(one, { ...map, parameters: { [one.id]: { [name]: other } } });
        expect(query, `${one.id} ${name}`).toContain('987');
        expect(query, `${one.id} ${name}`).not.toBe(queryOf(one, map));
      }
  });

  test('name no patient and no person: their keys are pseudonyms computed by the server', () => {
    const personal = ['accounts', 'people', 'patients', 'disclosures', 'consents'];
    for (const one of ofClinic) {
      const query = queryOf(one, map)!;
      if (!Object.keys(one.needs).some((kept) => personal.includes(kept))) continue;
      const selected = /select (.*?) as key/s.exec(query)![1]!;
      expect(/sha256|^h\.|^'role '|^'A-'/.test(selected), `${one.id}: ${selected}`).toBe(true);
    }
  });

  test('stand in docs/control-tests.md as they are', () => {
    const docs = readFileSync(resolve(root, 'docs/control-tests.md'), 'utf8');
    expect(docs).toContain(controlTestTable());
    expect(docs).toContain(`${ALL_TESTS.length} automated tests`);
  });
});

describe('choosing', () => {
  const ids = (choice: Parameters<typeof chosen>[1]) => chosen(ALL_TESTS, choice).map(({ id }) => id);

  test('by framework, requirement and test', () => {
    expect(ids({}).length).toBe(ALL_TESTS.length);
    expect(ids({ requirements: ['CC8.1'] })).toContain('changes-approved');
    expect(ids({ requirements: ['CC8.1'] })).not.toContain('mfa-enrolled');
    expect(ids({ frameworks: ['hipaa-privacy'] })).toContain('notices-acknowledged');
    expect(ids({ tests: ['mfa-enrolled'], frameworks: ['soc2-2017'] })).toEqual(['mfa-enrolled']);
  });

  test('refuses what there is not', () => {
    expect(() => ids({ tests: ['no-such-test'] })).toThrow('no-such-test');
    expect(() => ids({ requirements: ['CC1.1'] })).toThrow('No automated test');
    expect(() => ids({ tests: ['mfa-enrolled'], frameworks: ['hipaa-privacy'] })).toThrow(
      'No automated test',
    );
  });
});

describe('a map', () => {
  test('that lacks a column lacks the tests that need it', () => {
    const columns = { ...map.tables.accounts!.columns, mfa: undefined };
    const less: ControlsMap = {
      ...map,
      tables: { ...map.tables, accounts: { ...map.tables.accounts!, columns } },
    };
    const one = ofClinic.find(({ id }) => id === 'mfa-enrolled')!;
    expect(missing(one, less)).toEqual(['accounts.mfa']);
    expect(queryOf(one, less)).toBeNull();
  });

  test('quotes what it names', () => {
    const hostile = readControlsMap(sample.replace('table: users', "table: 'us\"ers; drop table x'")).map!;
    expect(
      queryOf(
        ofClinic.find(({ id }) => id === 'mfa-enrolled')!,
        hostile,
      ),
    ).toContain('"us""ers; drop table x"');
  });

  test('is refused with the line of each mistake', () => {
    const wrong = sample.replace('completed: { column: outcome, in: [completed] }', 'finished: outcome');
    const line = wrong.slice(0, wrong.indexOf('finished: outcome')).split('\n').length;
    const { map: read, problems } = readControlsMap(wrong);
    expect(read).toBeNull();
    expect(problems[0]!.text).toContain('finished');
    expect(Math.abs(problems[0]!.line! - line)).toBeLessThanOrEqual(6);
    expect(readControlsMap('format: [').problems.length).toBeGreaterThan(0);
    expect(readControlsMap(sample.replace("'2026-06-30'", "'June'")).problems[0]!.line).toBe(
      sample.slice(0, sample.indexOf('today:')).split('\n').length,
    );
  });
});
