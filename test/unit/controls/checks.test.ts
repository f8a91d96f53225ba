import { mkdtempSync, rmSync } from 'node:fs';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { activityLog } from '../../../src-main/audit/index.ts';
import { Fault } from '../../../src-main/base/fault.ts';
import type { Cache } from '../../../src-main/cache/client.ts';
import { type Check, fine, runChecks, worstOf } from '../../../src-main/controls/checks/check.ts';
import { checks, type Checks, checklistsSchema, everyCheck } from '../../../src-main/controls/index.ts';
import { signingService } from '../../../src-main/signing/index.ts';
import type { CheckOutcome } from '../../../src-shared/controls/checks.ts';
import { certify, signerOf } from '../../fixtures/authority.ts';
import { openedCache } from '../../fixtures/opened-cache.ts';

const root = resolve(import.meta.dirname, '../../..');
const shipped = checklistsSchema.parse(
  JSON.parse(readFileSync(join(root, 'resources/checklists/checklists.json'), 'utf8')),
);
const work = (signal = new AbortController().signal) => ({ signal, progress: () => undefined });
const check = (id: string, look: Check['look']): Check => ({
  ...{ id, area: 'keys', title: id, link: null, look },
});

describe('one look at everything', () => {
  const good = check('good', () => Promise.resolve(fine('Fine.')));
  test('one that fails, and one that never answers, hide none of the others', async () => {
    const results = await runChecks(
      [
        check('faulty', () =>
          Promise.reject(new Fault('database-unreachable', 'It is away.', 'Look at it.')),
        ),
        check('broken', () => Promise.reject(new TypeError('a secret of the database'))),
        check('silent', () => new Promise(() => undefined)),
        good,
      ],
      work(),
      50,
    );
    expect(results.map(({ id, outcome }) => [id, outcome])).toEqual([
      ['faulty', 'could-not-tell'],
      ['broken', 'could-not-tell'],
      ['silent', 'could-not-tell'],
      ['good', 'ok'],
    ]);
    expect(results[0]).toMatchObject({ sentence: 'It is away.', remedy: 'Look at it.' });
    expect(JSON.stringify(results)).not.toContain('secret');
  });
  test('one that is stopped for taking too long is told so', async () => {
    let stopped = false;
    await runChecks(
      [
        check('slow', ({ signal }) => {
          signal.addEventListener('abort', () => (stopped = true));
          return new Promise(() => undefined);
        }),
      ],
      work(),
      20,
    );
    expect(stopped).toBe(true);
  });
  test('cancelled, nothing is known', async () => {
    const abort = new AbortController();
    const cancelling = check('cancelling', () => {
      abort.abort();
      return Promise.resolve(fine('Fine.'));
    });
    await expect(runChecks([cancelling, good], work(abort.signal))).rejects.toMatchObject({
      code: 'cancelled',
    });
  });
  test('the worst outcome is the outcome; what was not seen is not in order', () => {
    const of = (...outcomes: CheckOutcome[]) => worstOf(outcomes);
    expect(of('ok', 'attention')).toBe('attention');
    expect(of('attention', 'could-not-tell', 'ok')).toBe('could-not-tell');
    expect(of('could-not-tell', 'failed')).toBe('failed');
    expect(of()).toBe('could-not-tell');
  });
});

describe('the shipped lists', () => {
  test('are filled in by checks that exist', () => {
    const known = new Set(everyCheck({} as Parameters<typeof everyCheck>[0], Date.now).map(({ id }) => id));
    for (const { id, checks: wanted } of shipped.items)
      for (const each of wanted) expect(known, `${id} wants ${each}`).toContain(each);
  });
  test('every check is on a list', () => {
    const wanted = new Set(shipped.items.flatMap((item) => item.checks));
    for (const { id } of everyCheck({} as Parameters<typeof everyCheck>[0], Date.now))
      expect(wanted).toContain(id);
  });
});

describe('lists and their signatures', () => {
  let folder: string;
  let cache: Cache;
  let service: Checks;
  let now: number;
  let outcome: CheckOutcome;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'checks-'));
    cache = openedCache(join(folder, 'cache.sqlite'));
    now = Date.parse('2026-11-18T14:00:00Z');
    outcome = 'ok';
    const clock = { now: () => now };
    const officer = await certify('Officer', {
      notBefore: new Date('2026-01-01'),
      notAfter: new Date('2030-01-01'),
    });
    const signer = await signerOf(officer);
    const signing = signingService({
      ...{ signer: () => signer, clock, store: cache.signOffs, waiting: cache.waitingSignatures },
      trust: () => Promise.resolve({ signers: [officer.certificate], timeStamps: [] }),
      stamper: () => Promise.resolve(null),
    });
    const activity = activityLog({
      ...{ store: cache.activity, clock, trust: () => Promise.resolve(() => 'trusted' as const) },
      ...{ signer: () => null, who: () => ({ name: 'CN=Officer', role: 'officer' }) },
    });
    service = checks({
      checks: ['log-verified', 'keys'].map((id) =>
        check(id, () => Promise.resolve({ outcome, sentence: `It is ${outcome}.`, remedy: '' })),
      ),
      store: cache.checks,
      checklists: () =>
        Promise.resolve(
          checklistsSchema.parse({
            format: 'attestry-checklists/1',
            workdays: [0, 1, 2, 3, 4],
            items: [
              { id: 'log', period: 'daily', title: 'Log', how: 'By a check.', checks: ['log-verified'] },
              { id: 'events', period: 'daily', title: 'Events', how: 'By a person.', checks: [] },
              { id: 'keys', period: 'weekly', title: 'Keys', how: 'By a check.', checks: ['keys', 'gone'] },
            ],
          }),
        ),
      signOffs: signing.signOffs,
      ...{ activity, clock, zone: () => 'America/New_York', officer: () => 'CN=Officer' },
    });
  });
  afterEach(async () => {
    await cache.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const tick = (itemId: string, note = '', turn = '2026-11-18', done = true) =>
    service.tick({ turn, itemId, done, note });
  const today = async () => (await service.lists()).now[0];
  const states = async () => (await today())?.lines.map(({ state }) => state);

  test('a check fills in its line, a person theirs, and the signature closes the list', async () => {
    expect(await states()).toEqual(['open', 'open']);
    await expect(service.sign('2026-11-18')).rejects.toMatchObject({ code: 'checklist-refused' });
    await service.run(work());
    expect(await states()).toEqual(['done', 'open']);
    await tick('events');
    await service.sign('2026-11-18');
    expect(await today()).toMatchObject({ state: 'signed', signed: { verdict: 'intact' } });
    await expect(tick('events', '', '2026-11-18', false)).rejects.toMatchObject({
      code: 'checklist-refused',
    });
    // What is seen later belongs to the day, but not to what was signed.
    outcome = 'failed';
    now += 60_000;
    await service.run(work());
    expect(await states()).toEqual(['done', 'done']);
    expect(await today()).toMatchObject({ signed: { verdict: 'intact' } });
  });
  test('what a check asks for is overruled by a note alone, and the newest run counts', async () => {
    outcome = 'attention';
    await service.run(work());
    expect(await states()).toEqual(['attention', 'open']);
    await expect(tick('log')).rejects.toMatchObject({ code: 'checklist-refused' });
    await tick('log', 'Known, mended tomorrow.');
    expect(await states()).toEqual(['done', 'open']);
    await tick('log', '', '2026-11-18', false);
    outcome = 'ok';
    now += 1000;
    await service.run(work());
    expect(await states()).toEqual(['done', 'open']);
  });
  test('a check that no run knows leaves its line open to question', async () => {
    await service.run(work());
    expect((await service.lists()).now[1]?.lines[0]).toMatchObject({ state: 'attention' });
  });
  test('a working day without a signature is missed for good to see; a signature afterwards is late', async () => {
    await service.run(work());
    now = Date.parse('2026-11-23T14:00:00Z');
    const past = (await service.lists()).past.filter(({ period }) => period === 'daily');
    // Wednesday to Friday: the weekend asks for nothing.
    expect(past.map(({ turn, state }) => [turn, state])).toEqual([
      ['2026-11-20', 'missed'],
      ['2026-11-19', 'missed'],
      ['2026-11-18', 'missed'],
    ]);
    await tick('events');
    await service.sign('2026-11-18');
    expect((await service.lists()).past.find(({ turn }) => turn === '2026-11-18')).toMatchObject({
      ...{ state: 'signed-late', signed: { verdict: 'intact' } },
    });
    await expect(tick('events', '', '2026-12-24')).rejects.toMatchObject({ code: 'checklist-refused' });
    await expect(tick('events', '', '2020-01-06')).rejects.toMatchObject({ code: 'checklist-refused' });
  });
  test('the day is the one on the officer’s wall', async () => {
    now = Date.parse('2026-11-19T03:00:00Z');
    await service.run(work());
    expect((await today())?.turn).toBe('2026-11-18');
    expect(await states()).toEqual(['done', 'open']);
  });
  test('a run or a tick that is changed behind the application makes the signed list tampered', async () => {
    await service.run(work());
    await tick('events', 'Looked at all three.');
    await service.sign('2026-11-18');
    const sql = new Database(join(folder, 'cache.sqlite'));
    expect(() => sql.exec(`delete from checklist_tick`)).toThrow('never removed');
    expect(() => sql.exec(`update check_run set document = '{}'`)).toThrow('never changed');
    sql.exec('drop trigger checklist_tick_same');
    sql.exec(`update checklist_tick set document = json_set(document, '$.note', 'Looked at none.')`);
    sql.close();
    expect(await today()).toMatchObject({ state: 'signed', signed: { verdict: 'tampered' } });
  });
  test('runs are kept, the newest first, and found by their id', async () => {
    const first = await service.run(work());
    now += 1000;
    outcome = 'failed';
    const second = await service.run(work());
    expect(second).toMatchObject({ outcome: 'failed', tally: { failed: 2, ok: 0 } });
    expect((await service.runs()).map(({ runId }) => runId)).toEqual([second.runId, first.runId]);
    expect(await service.get(first.runId)).toEqual(first);
    expect(await service.latest()).toEqual(second);
    await expect(service.get('nothing')).rejects.toMatchObject({ code: 'check-unknown' });
  });
});
