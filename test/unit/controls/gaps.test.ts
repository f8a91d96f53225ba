import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { activityLog } from '../../../src-main/audit/index.ts';
import type { Cache } from '../../../src-main/cache/client.ts';
import { type Gaps, gapService } from '../../../src-main/controls/index.ts';
import type { CycleSnapshot } from '../../../src-shared/controls/cycles.ts';
import type { NewGap } from '../../../src-shared/controls/gaps.ts';
import type { Decision } from '../../../src-shared/signing/types.ts';
import { openedCache } from '../../fixtures/opened-cache.ts';

let [folder, now]: [string, number] = ['', 0];
let cache: Cache;
let gaps: Gaps;
let signed: Decision[];
const controls = ['effective', 'exception', 'not-effective', 'not-tested', null].map((conclusion, at) => ({
  ...{ requirement: { framework: 'soc2-2017', id: `CC6.${String(at + 1)}` }, title: 'A control', conclusion },
  ...{ scope: { state: 'in' }, narrative: 'What was seen.' },
}));
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gaps-'));
  const file = join(folder, 'cache.sqlite');
  cache = openedCache(file);
  now = Date.parse('2026-11-22T12:00:00Z');
  signed = [];
  const sql = new Database(file);
  sql.prepare(`insert into review_cycle (id, document) values ('c1', '{}')`).run();
  sql.close();
  const clock = { now: () => now };
  gaps = gapService({
    store: cache.gaps,
    reviews: {
      cycles: () => Promise.resolve([]),
      snapshot: () => Promise.resolve({ controls, cycle: { versions: [] } } as unknown as CycleSnapshot),
    },
    signOffs: {
      signOff: (decision) => {
        signed.push(decision);
        return Promise.resolve({ signOffId: 'so-1', document: '{}', signature: '' });
      },
    },
    activity: activityLog({
      ...{ store: cache.activity, clock, trust: () => Promise.resolve(() => 'trusted' as const) },
      ...{ signer: () => null, who: () => ({ name: 'CN=Officer', role: 'officer' }) },
    }),
    ...{ clock, zone: () => 'UTC', officer: () => 'CN=Officer' },
  });
});
afterEach(async () => {
  await cache.close();
  rmSync(folder, { recursive: true, force: true });
});
const found = (id: string, more: Partial<NewGap> = {}): NewGap => ({
  ...{ cycleId: 'c1', requirement: { framework: 'soc2-2017', id }, title: 'Something is missing' },
  ...{
    severity: 'high',
    cause: '',
    owner: 'Ada',
    effortDays: 2,
    dueOn: null,
    dependsOn: [],
    origin: 'person',
  },
  ...more,
});

test('what is not effective suggests a gap, until somebody takes it up', async () => {
  const of = async () =>
    (await gaps.proposals('c1')).map(({ requirement, severity }) => [requirement.id, severity]);
  expect(await of()).toEqual([
    ['CC6.2', 'medium'],
    ['CC6.3', 'high'],
    ['CC6.4', 'low'],
  ]);
  await gaps.add(found('CC6.3', { origin: 'conclusion' }));
  expect((await of()).map(([id]) => id)).toEqual(['CC6.2', 'CC6.4']);
});

test('every change is kept with who and when, and the newest counts', async () => {
  const id = await gaps.add(found('CC6.2'));
  now += 1000;
  await gaps.set(id, { severity: 'critical', owner: 'Ben', progress: 30 }, 'Worse than it looked.');
  await gaps.move(id, 'in-progress', '');
  expect(await gaps.list('c1')).toMatchObject([
    {
      ...{ id, severity: 'critical', owner: 'Ben', progress: 30, state: 'in-progress' },
      history: [
        { what: 'opened', by: 'CN=Officer' },
        { what: 'changed', severity: 'critical' },
        { what: 'began' },
      ],
    },
  ]);
  expect((await gaps.burnDown('c1')).at(-1)).toMatchObject({ day: '2026-11-22', open: { critical: 1 } });
  await gaps.move(id, 'closed', 'Done.');
  expect(await gaps.roadmap('c1')).toEqual([]);
  await expect(gaps.move(id, 'closed', '')).rejects.toMatchObject({ code: 'gap-refused' });
});

test('a circle, a gap of another cycle and a requirement that is not reviewed are refused', async () => {
  const first = await gaps.add(found('CC6.2'));
  const second = await gaps.add(found('CC6.3', { dependsOn: [first] }));
  await expect(gaps.set(first, { dependsOn: [second] }, '')).rejects.toMatchObject({ code: 'gap-refused' });
  await expect(gaps.set(first, { dependsOn: [first] }, '')).rejects.toMatchObject({ code: 'gap-refused' });
  await expect(gaps.add(found('CC6.2', { dependsOn: ['G-other'] }))).rejects.toMatchObject({
    code: 'gap-refused',
  });
  await expect(gaps.add(found('CC9.9'))).rejects.toMatchObject({ code: 'gap-refused' });
  await expect(gaps.move('G-none', 'closed', '')).rejects.toMatchObject({ code: 'gap-unknown' });
  // What waits is not closed before what it waits for.
  await expect(gaps.move(second, 'closed', '')).rejects.toMatchObject({ code: 'gap-refused' });
  expect((await gaps.roadmap('c1')).map(({ gapId }) => gapId)).toEqual([first, second]);
});

test('an acceptance is signed, ends by itself, and is bounded', async () => {
  const id = await gaps.add(found('CC6.2'));
  for (const until of ['2026-11-21', '2028-01-01'])
    await expect(gaps.accept(id, 'Nothing to be done.', until)).rejects.toMatchObject({
      code: 'gap-refused',
    });
  expect(signed).toEqual([]);
  await gaps.accept(id, 'The system is replaced in spring.', '2027-03-31');
  expect(signed).toMatchObject([{ kind: 'gap.accept', subject: id, decision: 'accepted' }]);
  expect((await gaps.list('c1'))[0]).toMatchObject({ state: 'accepted', acceptance: { signOffId: 'so-1' } });
  now = Date.parse('2027-04-01T00:00:00Z');
  expect((await gaps.list('c1'))[0]).toMatchObject({ state: 'open' });
  expect(await gaps.roadmap('c1')).toHaveLength(1);
});

test('of two who change a gap at once one is told so; its history cannot be changed', async () => {
  const id = await gaps.add(found('CC6.2'));
  const both = await Promise.allSettled([
    gaps.set(id, { progress: 10 }, ''),
    gaps.set(id, { progress: 20 }, ''),
  ]);
  expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  const sql = new Database(join(folder, 'cache.sqlite'));
  expect(() => sql.exec('delete from gap_change')).toThrow('never removed');
  expect(() => sql.exec(`update gap_change set document = '{}'`)).toThrow('never changed');
  sql.close();
});
