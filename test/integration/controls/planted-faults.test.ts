import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { postgresControlTests } from '../../../src-main/clinic/postgres/control-tests.ts';
import { ALL_TESTS } from '../../../src-main/controls/tests/all.ts';
import { controlTests } from '../../../src-main/controls/index.ts';
import { isFrozen } from '../../../src-main/controls/tests/result.ts';
import type { TestResult } from '../../../src-shared/controls/tests.ts';
import { OWN_NOW, ownRecords, testStore } from '../../fakes/own-records.ts';
import { startTestedClinic, type TestedClinic } from '../../fixtures/tested-clinic.ts';
import { PLANTED } from './planted.ts';
import { OF_A_SERVER } from './planted/plant.ts';

let clinic: TestedClinic;
const store = testStore();
const work = { signal: new AbortController().signal, progress: () => undefined };
const desk = () =>
  controlTests({
    reader: postgresControlTests(() => Promise.resolve(clinic.officer)),
    own: ownRecords(),
    store,
    map: () => Promise.resolve(clinic.map),
    clock: { now: () => OWN_NOW },
    changed: () => undefined,
  });
const clinicTests = ALL_TESTS.filter(({ reads }) => reads === 'clinic').map(({ id }) => id);
/** On three connections at once: most of the time of a test is the way to the server and back. */
const ofClinic = async (): Promise<readonly TestResult[]> =>
  (
    await Promise.all(
      [0, 1, 2].map((part) =>
        desk().run({ tests: clinicTests.filter((_, index) => index % 3 === part) }, work),
      ),
    )
  ).flat();
const failing = (results: readonly TestResult[]): readonly string[] =>
  results.filter(({ outcome }) => outcome === 'fail').map(({ testId }) => testId);

/** What cannot be told on a clean clinic, and why that is right. */
const UNTOLD: Readonly<Record<string, string>> = {
  'server-sessions-encrypted': 'nobody was connected from another machine',
  'columns-encrypted': 'no column was decided to be encrypted',
  'changes-of-schema-recorded': 'saw no change of the form',
  'server-tls-version': 'the server does not show the setting',
  'events-critical-answered': 'no critical event was recorded',
  'events-mass-reading': 'nobody read or exported in bulk',
  'events-failed-log-ins': 'no event about failed log-ins',
  'disclosures-authorised': 'no disclosure of the period',
};

beforeAll(async () => {
  clinic = await startTestedClinic();
}, 120_000);
afterAll(async () => {
  await clinic.stop();
});

describe('a clean clinic', () => {
  test('fails nothing; what cannot be told says why', async () => {
    const results = await desk().run({}, work);
    expect(results).toHaveLength(ALL_TESTS.length);
    const others = results.filter(({ outcome }) => outcome !== 'pass');
    expect(
      others.filter(({ testId }) => !(testId in UNTOLD)).map(({ testId, reason }) => ({ testId, reason })),
    ).toEqual([]);
    expect(others.map(({ testId }) => testId).sort()).toEqual(Object.keys(UNTOLD).sort());
    for (const { testId, reason } of others) expect(reason, testId).toContain(UNTOLD[testId]);
    for (const result of results) expect(isFrozen(result), result.testId).toBe(true);
  });
});

describe('a planted fault', () => {
  test('there is one for every test of the clinic, here or on a server of its own', () => {
    const found = new Set(PLANTED.flatMap((one) => one.found));
    expect(PLANTED.length).toBeGreaterThanOrEqual(40);
    expect(clinicTests.filter((id) => !found.has(id)).sort()).toEqual(OF_A_SERVER);
  });

  test.each(PLANTED)('$fault', async ({ plant, undo, found }) => {
    await (plant.includes('alter system') || plant.startsWith('copy') ? each(plant) : clinic.tamper(plant));
    let results: readonly TestResult[];
    try {
      results = await ofClinic();
    } finally {
      if (typeof undo === 'string') await each(undo);
      else for (const table of undo) await clinic.restore(table);
    }
    expect([...failing(results)].sort()).toEqual([...found].sort());
    for (const { testId, failed, failedCount, outcome } of results)
      if (outcome === 'fail') expect(failed, testId).toHaveLength(Math.min(1000, failedCount));
  });

  test('once all are mended, nothing fails any more', async () => {
    expect(failing(await ofClinic())).toEqual([]);
  });
});

/** Statements that cannot stand in one transaction; the server needs a moment to read its settings again. */
async function each(statements: string): Promise<void> {
  if (statements.includes('$$')) {
    await clinic.sql(statements);
    return;
  }
  for (const statement of statements.split('; ')) await clinic.sql(statement);
  if (statements.includes('pg_reload_conf')) await new Promise((done) => setTimeout(done, 300));
}
