import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openCache } from '../../../src-main/cache/database.ts';
import { controlTestStore } from '../../../src-main/cache/stores/control-tests.ts';
import { postgresControlTests } from '../../../src-main/clinic/postgres/control-tests.ts';
import { controlTests } from '../../../src-main/controls/index.ts';
import { ALL_TESTS } from '../../../src-main/controls/tests/all.ts';
import type { TestStore } from '../../../src-main/controls/ports.ts';
import { type ClinicTest, nothingToTest, soc2 } from '../../../src-main/controls/tests/definition.ts';
import { isFrozen } from '../../../src-main/controls/tests/result.ts';
import type { TestResult } from '../../../src-shared/controls/tests.ts';
import { ownRecords } from '../../fakes/own-records.ts';
import { startTestedClinic, type TestedClinic } from '../../fixtures/tested-clinic.ts';

const folder = mkdtempSync(join(tmpdir(), 'attestry-hostile-'));
const file = join(folder, 'cache.sqlite');
let clinic: TestedClinic;
let now = Date.parse('2026-07-01T12:00:00Z');
const kept = controlTestStore(openCache(file));
const store: TestStore = {
  add: (result, concludes) => {
    kept.add(result, concludes);
    return Promise.resolve();
  },
  read: (id) => Promise.resolve(kept.read(id)),
  latest: () => Promise.resolve(kept.latest()),
  concluded: () => Promise.resolve(kept.concluded()),
  between: ({ testId, from, to }) => Promise.resolve(kept.between(from, to, testId ?? null)),
  days: (testId, most) => Promise.resolve(kept.days(testId, most)),
};
const work = () => ({ signal: new AbortController().signal, progress: () => undefined });
const desk = (tests = ALL_TESTS) =>
  controlTests({
    reader: postgresControlTests(() => Promise.resolve(clinic.officer)),
    own: ownRecords(),
    store,
    map: () => Promise.resolve(clinic.map),
    clock: { now: () => now },
    changed: () => undefined,
    tests,
  });
const asking = (id: string, query: string, needs: ClinicTest['needs'] = {}): ClinicTest => ({
  ...{ id, version: 1, title: id, shows: 'x', population: 'x', parameters: [], rule: 'x', limits: 'x' },
  ...{ area: 'input', reads: 'clinic', supports: soc2('PI1.2'), empty: nothingToTest('nothing'), needs },
  query: () => query,
});
const fine = (id: string): ClinicTest => asking(id, "select 'one' as key, true as ok, '' as fact");
const outcomes = (results: readonly TestResult[]) => results.map(({ testId, outcome }) => [testId, outcome]);

beforeAll(async () => {
  clinic = await startTestedClinic();
}, 120_000);
afterAll(async () => {
  await clinic.stop();
  rmSync(folder, { recursive: true, force: true });
});

describe('a test that goes wrong is one that cannot be told, and hinders no other', () => {
  test.each([
    ['fails', "select 'x' as key, 1 / 0 = 1 as ok, '' as fact", 'SQLSTATE 22012'],
    ['is not SQL', 'select from from', 'SQLSTATE 42601'],
    ['asks for what is not there', 'select key, ok, fact from clinic.nowhere', 'does not have a table'],
    ['takes too long', "select 'x' as key, true as ok, pg_sleep(20)::text as fact", 'took longer than'],
    [
      'has ten million rows',
      "select n::text as key, true as ok, '' as fact from generate_series(1, 10000) a, generate_series(1, 1000) n",
      'more than 50,000 rows',
    ],
    ['writes', "select lo_creat(-1)::text as key, true as ok, '' as fact", 'tests only read'],
  ])('because it %s', async (_, query, why) => {
    const before = process.memoryUsage().heapUsed;
    const results = await desk([fine('before'), asking('hostile', query), fine('after')]).run({}, work(), {
      bounds: { timeoutMs: 1500, rows: 50_000 },
    });
    expect(outcomes(results)).toEqual([
      ['before', 'pass'],
      ['hostile', 'could-not-tell'],
      ['after', 'pass'],
    ]);
    expect(results[1]!.reason).toContain(why);
    expect(results[1]!.population).toBeNull();
    expect(isFrozen(results[1]!)).toBe(true);
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(200 * 1024 * 1024);
  });

  test('because its connection is lost: the next one has another', async () => {
    const running = desk([
      asking('hostile', "select 'x' as key, true as ok, pg_sleep(20)::text as fact"),
      fine('after'),
    ]).run({}, work());
    await new Promise((done) => setTimeout(done, 500));
    await clinic.sql(
      "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'attestry control tests'",
    );
    const results = await running;
    expect(outcomes(results)).toEqual([
      ['hostile', 'could-not-tell'],
      ['after', 'pass'],
    ]);
    expect(results[0]!.reason).toContain('connection to the database was lost');
  });

  test('ten million failed rows are a fail, of which a thousand are kept', async () => {
    const [result] = await desk([
      asking(
        'hostile',
        "select n::text as key, false as ok, 'bad' as fact from generate_series(1, 10000000) n",
      ),
    ]).run({}, work(), { bounds: { rows: 50_000 } });
    expect(result).toMatchObject({ outcome: 'fail', population: null, tested: 50_000, failedCount: 50_000 });
    expect(result!.failed).toHaveLength(1000);
    expect(result!.reason).toContain('At least');
  });

  test('rows that rules for rows hide are missed', async () => {
    await clinic.sql('drop policy control_tests on clinic.consents');
    const [result] = await desk().run({ tests: ['consents-given'] }, work());
    expect(result).toMatchObject({ outcome: 'could-not-tell', population: null });
    expect(result!.reason).toContain('hide part of "clinic"."consents"');
    await clinic.sql(
      'create policy control_tests on clinic.consents for select to attestry_controls using (true)',
    );
    expect((await desk().run({ tests: ['consents-given'] }, work()))[0]!.outcome).toBe('pass');
  });

  test('a clinic whose map says nothing is told what to add', async () => {
    const bare = controlTests({
      reader: postgresControlTests(() => Promise.resolve(clinic.officer)),
      ...{ own: ownRecords(), store, clock: { now: () => now }, changed: () => undefined },
      map: () => Promise.resolve({ ...clinic.map, tables: {} }),
    });
    const [result] = await bare.run({ tests: ['mfa-enrolled'] }, work());
    expect(result!.outcome).toBe('could-not-tell');
    expect(result!.reason).toContain('accounts.mfa');
  });

  test('cancelled, it stops at once; what was kept stays', async () => {
    const stop = new AbortController();
    const running = desk([
      fine('kept'),
      asking('slow', "select 'x' as key, true as ok, pg_sleep(20)::text as fact"),
    ]).run(
      {},
      {
        signal: stop.signal,
        progress: ({ done }) => {
          if (done === 1)
            setTimeout(() => {
              stop.abort();
            }, 200);
        },
      },
    );
    await expect(running).rejects.toMatchObject({ code: 'cancelled' });
    expect((await store.latest()).map(({ testId }) => testId)).toContain('kept');
    expect((await store.latest()).map(({ testId }) => testId)).not.toContain('slow');
  });
});

describe('a finding', () => {
  const standing = async () => (await desk().list()).find(({ test: { id } }) => id === 'mfa-enrolled')!;
  const run = async (sample?: { seed: number; size: number }) => {
    now += 86_400_000;
    return (
      await desk().run({ tests: ['mfa-enrolled'] }, work(), sample === undefined ? {} : { sample })
    )[0]!;
  };

  test('stays until a complete run passes', async () => {
    await clinic.sql(
      "update clinic.users set mfa_enrolled = false where username = (select min(username) from clinic.users where active and kind = 'person')",
    );
    const failed = await run();
    expect(await standing()).toMatchObject({
      conclusion: 'fail',
      concludedBy: { id: failed.id, failedCount: 1 },
    });
    await clinic.restore('clinic.users');
    await clinic.sql('revoke select on clinic.users from attestry_controls');
    expect((await run()).reason).toContain('may not read');
    expect(await standing()).toMatchObject({ conclusion: 'fail', latest: { outcome: 'could-not-tell' } });
    await clinic.sql('grant select on clinic.users to attestry_controls');
    expect(await run({ seed: 7, size: 5 })).toMatchObject({ outcome: 'pass', tested: 5, population: 30 });
    expect(await standing()).toMatchObject({ conclusion: 'fail', latest: { outcome: 'pass' } });
    const whole = await run();
    expect(await standing()).toMatchObject({ conclusion: 'pass', concludedBy: { id: whole.id } });
    expect((await desk().days('mfa-enrolled', 4)).map(({ outcome }) => outcome)).toEqual([
      ...['fail', 'could-not-tell', 'pass', 'pass'],
    ]);
    const between = await desk().results({ testId: 'mfa-enrolled', from: '2026-07-02', to: '2026-07-03' });
    expect(between.map(({ outcome }) => outcome)).toEqual(['fail', 'could-not-tell']);
  });

  test('a sample is drawn again by its seed, whatever the order', async () => {
    const rows = (order: string) =>
      asking(
        'sampled',
        `select n::text as key, false as ok, '' as fact from generate_series(1, 30000) n order by ${order}`,
      );
    const draw = async (seed: number, order: string) =>
      (await desk([rows(order)]).run({}, work(), { sample: { seed, size: 25 } }))[0]!.failed.map(
        ({ key }) => key,
      );
    const first = await draw(11, 'n');
    expect(first).toHaveLength(25);
    expect(await draw(11, 'n desc')).toEqual(first);
    expect(await draw(12, 'n')).not.toEqual(first);
  });

  test('is neither changed nor removed in the cache', () => {
    const database = new Database(file);
    expect(() => database.exec('delete from test_result')).toThrow('never removed');
    expect(() => database.exec("update test_result set outcome = 'pass'")).toThrow('never changed');
    database.close();
  });
});
