import Database from 'better-sqlite3';
import {
  appendFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { frozen } from '../../src-main/controls/tests/result.ts';
import type { TestResult, TestStanding } from '../../src-shared/controls/tests.ts';
import { FACTS, NOVEMBER, reviewDesk, type ReviewDesk, soc2, summaryOf } from '../fixtures/review-desk.ts';

let folder: string;
let desk: ReviewDesk;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'attestry-reviews-'));
  desk = await reviewDesk(folder);
});
afterEach(async () => {
  await desk.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A cycle of which everything but some controls is left out, approved by the second officer. */
async function smallCycle(keep: readonly string[]): Promise<string> {
  const { cycleId } = await desk.reviews.open(NOVEMBER);
  const { controls } = await desk.reviews.snapshot(cycleId);
  const others = controls
    .filter(({ requirement }) => !keep.includes(requirement.id))
    .map(({ requirement, revision }) => ({ requirement, revision }));
  await desk.reviews.edit(cycleId, others, { edit: 'scope', state: 'out', reason: 'Reviewed in spring.' });
  desk.as('second');
  await desk.reviews.approve(
    cycleId,
    others.map(({ requirement }) => ({ requirement })),
  );
  desk.as('first');
  return cycleId;
}

const conclude = (cycleId: string, id: string, conclusion: 'effective' | 'exception' | 'not-tested') =>
  desk.reviews.edit(cycleId, [soc2(id)], { edit: 'conclude', conclusion, narrative: 'Looked at it all.' });

/** Concluded with evidence, not approved yet. */
async function concluded(ids: readonly string[]): Promise<string> {
  const cycleId = await smallCycle(ids);
  const { id: evidence } = await desk.evidence.addFile(desk.file('policy.txt', 'Nobody shares.'), FACTS);
  for (const id of ids) {
    await desk.reviews.edit(cycleId, [soc2(id)], { edit: 'attach-evidence', evidence: [evidence] });
    await conclude(cycleId, id, 'effective');
  }
  return cycleId;
}

/** Approved and locked. */
async function locked(): Promise<string> {
  const cycleId = await concluded(['CC6.1', 'CC6.2']);
  desk.as('second');
  await desk.reviews.approve(cycleId, [soc2('CC6.1'), soc2('CC6.2')]);
  await desk.reviews.lock(cycleId);
  return cycleId;
}

/** Changes the file of the cache as somebody with another program would. */
function inSqlite(sql: string): void {
  const database = new Database(desk.cacheFile);
  database.exec(sql);
  database.close();
}

describe('a cycle', () => {
  it('is opened with every requirement, concluded, approved by a second person and locked', async () => {
    const cycleId = await locked();
    const snapshot = await desk.reviews.snapshot(cycleId);
    expect(snapshot.controls).toHaveLength(61);
    expect(snapshot.cycle).toMatchObject({ state: 'locked', lockedBy: 'Rita Reviewer' });
    expect(snapshot.lock).toMatchObject({ result: 'intact', reason: null });
    expect(snapshot.lint).toEqual([]);
    expect(await desk.control(cycleId, 'CC6.1')).toMatchObject({
      ...{ stage: 'approved', preparedBy: 'Olivia Officer', approvedBy: 'Rita Reviewer', voided: null },
    });
    expect(await desk.control(cycleId, 'CC1.1')).toMatchObject({
      scope: { state: 'out', reason: 'Reviewed in spring.', approvedBy: 'Rita Reviewer' },
    });
    expect(await desk.reviews.verify(cycleId)).toEqual({ result: 'intact', problems: [] });
    const [row] = await desk.reviews.cycles();
    expect(row).toMatchObject({ controls: 61, errors: 0, stages: { approved: 61 } });
    for (const refused of [
      desk.reviews.edit(cycleId, [soc2('CC6.1')], { edit: 'scope', state: 'in', reason: '' }),
      desk.reviews.approve(cycleId, [soc2('CC6.1')]),
      desk.reviews.lock(cycleId),
    ])
      await expect(refused).rejects.toMatchObject({ code: 'review-locked' });
  });

  it('holds no approval by an author, without a token, or of what is not concluded', async () => {
    const cycleId = await concluded(['CC6.1']);
    await expect(desk.reviews.approve(cycleId, [soc2('CC6.1')])).rejects.toMatchObject({
      code: 'review-second-person',
    });
    // Changing the conclusion of somebody else makes an author; leaving it to others does not end being one.
    desk.as('second');
    await desk.reviews.edit(cycleId, [soc2('CC6.1')], { edit: 'scope', state: 'in', reason: '' });
    for (const who of ['first', 'second'] as const) {
      desk.as(who);
      await expect(desk.reviews.approve(cycleId, [soc2('CC6.1')])).rejects.toMatchObject({
        code: 'review-second-person',
      });
    }
    desk.as(null);
    await expect(conclude(cycleId, 'CC6.1', 'exception')).rejects.toMatchObject({ code: 'not-signed-in' });
    desk.as('second');
    await expect(desk.reviews.approve(cycleId, [soc2('CC9.9')])).rejects.toMatchObject({
      code: 'review-unknown',
    });
    const { cycleId: other } = await desk.reviews.open(NOVEMBER);
    await expect(desk.reviews.approve(other, [soc2('CC6.1')])).rejects.toMatchObject({
      code: 'review-refused',
    });
    await expect(desk.reviews.lock(other)).rejects.toMatchObject({ code: 'review-refused' });
  });

  it('takes an approval away with any later change, even one that is taken back', async () => {
    const cycleId = await concluded(['CC6.1']);
    desk.as('second');
    await desk.reviews.approve(cycleId, [soc2('CC6.1')]);
    desk.as('first');
    const { dueOn } = await desk.control(cycleId, 'CC6.1');
    await desk.reviews.edit(cycleId, [soc2('CC6.1')], { edit: 'assign', owner: 'Someone', dueOn });
    await desk.reviews.edit(cycleId, [soc2('CC6.1')], { edit: 'assign', owner: 'Olivia Officer', dueOn });
    const after = await desk.control(cycleId, 'CC6.1');
    expect(after).toMatchObject({ stage: 'voided', approvedBy: null });
    expect(after.voided).toContain('changed after Rita Reviewer had approved it');
    expect(await desk.reviews.verify(cycleId)).toEqual({ result: 'intact', problems: [] });
    await expect(desk.reviews.lock(cycleId)).rejects.toMatchObject({ code: 'review-refused' });
    const { history } = await desk.reviews.control(cycleId, soc2('CC6.1').requirement);
    expect(history.map(({ what }) => what)).toEqual([
      ...['Evidence attached', 'Concluded: effective', 'Owner or due date set', 'Owner or due date set'],
    ]);
  });

  it('writes nothing of what was decided on an older picture', async () => {
    const cycleId = await concluded(['CC6.1', 'CC6.2']);
    const { revision } = await desk.control(cycleId, 'CC6.1');
    const stale = [{ ...soc2('CC6.2') }, { ...soc2('CC6.1'), revision: revision - 1 }];
    await expect(
      desk.reviews.edit(cycleId, stale, { edit: 'conclude', conclusion: 'exception', narrative: 'x' }),
    ).rejects.toMatchObject({ code: 'review-changed' });
    expect((await desk.control(cycleId, 'CC6.2')).conclusion).toBe('effective');
  });

  it('is not one without frameworks that hold in its period', async () => {
    await expect(desk.reviews.open({ ...NOVEMBER, frameworks: ['cc10'] })).rejects.toMatchObject({
      code: 'framework-unknown',
    });
    await expect(
      desk.reviews.open({ ...NOVEMBER, from: '1990-01-01', to: '1990-12-31' }),
    ).rejects.toMatchObject({ code: 'usage' });
    await expect(desk.reviews.board('nothing')).rejects.toMatchObject({ code: 'review-unknown' });
  });
});

describe('a cycle that somebody edits without the application', () => {
  it.each([
    [
      'a conclusion',
      `update control_review set document = replace(document, '"effective"', '"not-effective"') where requirement = 'CC6.1'`,
    ],
    ['its period', `update review_cycle set document = replace(document, '2026-11-30', '2026-12-31')`],
    [
      'who concluded it',
      `update control_review set document = replace(document, 'Olivia Officer', 'Sam Stranger') where requirement = 'CC6.2'`,
    ],
    [
      'evidence',
      `drop trigger evidence_keep; update evidence set document = replace(document, 'Access policy', 'Another policy')`,
    ],
  ])('is found by its signature: %s', async (_what, sql) => {
    const cycleId = await locked();
    inSqlite(sql);
    const { lock } = await desk.reviews.snapshot(cycleId);
    expect(lock?.result).toBe('tampered');
    expect((await desk.reviews.verify(cycleId)).result).toBe('tampered');
    const [row] = await desk.reviews.cycles();
    expect(row?.lock?.result).toBe('tampered');
  });

  it('is found while it is open, as no change of it was recorded', async () => {
    const cycleId = await concluded(['CC6.1']);
    desk.as('second');
    await desk.reviews.approve(cycleId, [soc2('CC6.1')]);
    inSqlite(
      `update control_review set document = replace(document, 'Looked at it all.', 'Looked at nothing.') where requirement = 'CC6.1'`,
    );
    expect((await desk.control(cycleId, 'CC6.1')).stage).toBe('voided');
    const { result, problems } = await desk.reviews.verify(cycleId);
    expect(result).toBe('tampered');
    expect(problems[0]?.text).toContain('outside this application');
  });

  it('stays locked when its lock is damaged', async () => {
    const cycleId = await locked();
    inSqlite(
      `drop trigger sign_off_keep; update sign_off set document = replace(document, 'locked', 'opened') where kind = 'review.lock'`,
    );
    expect((await desk.reviews.snapshot(cycleId)).cycle.state).toBe('locked');
    expect((await desk.reviews.verify(cycleId)).result).toBe('tampered');
  });
});

describe('evidence', () => {
  it('is kept as a copy, and told when that is gone or changed', async () => {
    const given = desk.file('list.csv', 'a,b\n1,2\n');
    const { id } = await desk.evidence.addFile(given, FACTS);
    appendFileSync(given, 'more');
    expect((await desk.evidence.list(true))[0]).toMatchObject({ id, state: 'intact', bytes: 8 });
    const { sha256 } = (await desk.evidence.list())[0]!;
    const path = join(folder, 'evidence', sha256.slice(0, 2), sha256);
    const out = join(folder, 'out.csv');
    await desk.evidence.writeTo(id, out);
    expect(readFileSync(out, 'utf8')).toBe('a,b\n1,2\n');
    expect(readFileSync(path, 'utf8')).toBe('a,b\n1,2\n');
    writeFileSync(path, 'a,b\n1,3\n');
    expect((await desk.evidence.list())[0]?.state).toBe('not-checked');
    expect((await desk.evidence.list(true))[0]?.state).toBe('changed');
    await expect(desk.evidence.writeTo(id, out)).rejects.toThrow('not handed out');
    expect((await desk.evidence.list())[0]?.state).toBe('changed');
    truncateSync(path, 3);
    expect((await desk.evidence.list())[0]?.state).toBe('changed');
    rmSync(path);
    expect((await desk.evidence.list())[0]?.state).toBe('missing');
  });

  it('is no link, folder, pipe, empty file or file of more than 2 GiB, and leaves nothing behind', async () => {
    const real = desk.file('real.txt', 'text');
    const link = join(folder, 'link.txt');
    symlinkSync(real, link);
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    const large = desk.file('large.bin', '');
    truncateSync(large, 2 * 1024 ** 3 + 1);
    const cases = [link, pipe, folder, desk.file('empty.txt', ''), large, join(folder, 'nothing')];
    for (const path of cases)
      await expect(desk.evidence.addFile(path, FACTS), path).rejects.toMatchObject({
        code: 'file-unreadable',
      });
    await expect(desk.evidence.addFile(large, FACTS)).rejects.toThrow('2 GiB');
    expect(await desk.evidence.list()).toEqual([]);
    await desk.evidence.addFile(real, FACTS);
    expect(readdirSync(join(folder, 'evidence')).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  it('is not kept when its file grows while it is read', async () => {
    const path = desk.file('growing.txt', 'x'.repeat(3_000_000));
    let grown = false;
    const read = (): void => {
      if (!grown) appendFileSync(path, 'more');
      grown = true;
    };
    await expect(desk.evidence.addFile(path, FACTS, { read })).rejects.toThrow('changed while it was read');
    expect(await desk.evidence.list()).toEqual([]);
  });

  it('needs a title and a period that does not end before it begins', async () => {
    const path = desk.file('real.txt', 'text');
    for (const facts of [
      { ...FACTS, title: '' },
      { ...FACTS, from: '2026-12-01', to: '2026-11-01' },
    ])
      await expect(desk.evidence.addFile(path, facts)).rejects.toMatchObject({ code: 'usage' });
  });
});

describe('results of tests', () => {
  const result = (outcome: 'pass' | 'fail', id: string): TestResult => ({
    ...{ id, testId: 'shared-log-ins', testVersion: 1, outcome, reason: 'So it is.', queryText: 'select 1' },
    ...{ queryHash: 'a'.repeat(64), parameters: [], population: 7, tested: 7, sample: null },
    ...{
      failedCount: outcome === 'fail' ? 1 : 0,
      failed: outcome === 'fail' ? [{ key: 'u-1', fact: 'shared' }] : [],
    },
    source: { server: 'db1', database: 'clinic', role: 'attestry_officer' },
    ...{ startedAt: '2026-11-20T08:00:00Z', finishedAt: '2026-11-20T08:00:01Z', sha256: 'b'.repeat(64) },
  });
  const standing = (made: TestResult): TestStanding => {
    const summary = summaryOf(made);
    return {
      test: {
        ...{ id: 'shared-log-ins', version: 1, title: 'Nobody shares a log-in', shows: '', area: 'accounts' },
        ...{ reads: 'clinic', query: null, population: '', parameters: [], rule: '', limits: '' },
        supports: [soc2('CC6.1').requirement],
      },
      ...{ conclusion: made.outcome, concludedBy: summary, latest: summary },
    };
  };

  it('are frozen with a control, and a failed one contradicts an effective conclusion', async () => {
    const passed = result('pass', '5d4ba5fc-1d5e-4d60-9b5c-61a8a2a3b001');
    desk.setTests([standing(passed)], [passed]);
    const cycleId = await smallCycle(['CC6.1']);
    expect(await desk.reviews.edit(cycleId, [soc2('CC6.1'), soc2('CC6.2')], { edit: 'attach-results' })).toBe(
      1,
    );
    const { controls } = await desk.reviews.board(cycleId);
    expect(controls.filter(({ passing }) => passing).map(({ requirement }) => requirement.id)).toEqual([
      'CC6.1',
    ]);
    await conclude(cycleId, 'CC6.1', 'effective');
    desk.as('second');
    await desk.reviews.approve(cycleId, [soc2('CC6.1')]);
    expect((await desk.control(cycleId, 'CC6.1')).stage).toBe('approved');

    const failed = result('fail', '5d4ba5fc-1d5e-4d60-9b5c-61a8a2a3b002');
    desk.setTests([standing(failed)], [passed, failed]);
    const { lint } = await desk.reviews.snapshot(cycleId);
    expect(lint.map(({ rule }) => rule)).toEqual(['effective-though-test-failed']);
    await expect(desk.reviews.lock(cycleId)).rejects.toMatchObject({ code: 'review-refused' });

    // A result that is not the one that was attached.
    desk.setTests([], [{ ...passed, sha256: 'c'.repeat(64) }]);
    expect((await desk.control(cycleId, 'CC6.1')).stage).toBe('voided');
    expect((await desk.reviews.verify(cycleId)).result).toBe('tampered');
  });

  it('become conclusions where they are clear, and only there', async () => {
    const [failed, passed] = [
      result('fail', '5d4ba5fc-1d5e-4d60-9b5c-61a8a2a3b004'),
      result('pass', '5d4ba5fc-1d5e-4d60-9b5c-61a8a2a3b005'),
    ];
    const sampled = {
      ...result('pass', '5d4ba5fc-1d5e-4d60-9b5c-61a8a2a3b006'),
      sample: { seed: 1, size: 3 },
    };
    const of = (made: TestResult, ids: readonly string[]): TestStanding => {
      const { test, ...rest } = standing(made);
      return { ...rest, test: { ...test, supports: ids.map((id) => soc2(id).requirement) } };
    };
    desk.setTests(
      [of(failed, ['CC6.1']), of(passed, ['CC6.1', 'CC6.2', 'CC6.3']), of(sampled, ['CC6.3'])],
      [failed, passed, sampled],
    );
    const { cycleId } = await desk.reviews.open(NOVEMBER);
    const ids = ['CC6.1', 'CC6.2', 'CC6.3', 'CC6.6', 'CC6.7'];
    await conclude(cycleId, 'CC6.7', 'not-tested');
    const { controls } = await desk.reviews.board(cycleId);
    expect(
      controls.flatMap(({ requirement, found }) => (ids.includes(requirement.id) ? [found] : [])),
    ).toEqual(['fail', 'pass', 'unclear', 'none', 'none']);
    desk.as(null);
    await expect(desk.reviews.edit(cycleId, ids.map(soc2), { edit: 'take-over' })).rejects.toMatchObject({
      code: 'not-signed-in',
    });
    desk.as('first');
    expect(await desk.reviews.edit(cycleId, ids.map(soc2), { edit: 'take-over' })).toBe(2);
    expect(await desk.control(cycleId, 'CC6.1')).toMatchObject({
      ...{ conclusion: 'exception', testResults: [failed.id, passed.id], preparedBy: 'Olivia Officer' },
      narrative: expect.stringContaining('Failed: Nobody shares a log-in (1 of 7, 2026-11-20).') as string,
    });
    expect(await desk.control(cycleId, 'CC6.2')).toMatchObject({
      ...{ conclusion: 'effective', testResults: [passed.id] },
    });
    for (const id of ['CC6.3', 'CC6.6']) expect((await desk.control(cycleId, id)).conclusion).toBeNull();
    await expect(desk.reviews.edit(cycleId, [soc2('CC6.3')], { edit: 'take-over' })).rejects.toThrow(
      'no clear result',
    );
    await expect(desk.reviews.edit(cycleId, [soc2('CC6.1')], { edit: 'take-over' })).rejects.toThrow(
      'Somebody has concluded',
    );
    // Who took it over concluded: a second person approves.
    await expect(desk.reviews.approve(cycleId, [soc2('CC6.1')])).rejects.toMatchObject({
      code: 'review-second-person',
    });
  });

  it('become evidence and populations', async () => {
    const failed = result('fail', '5d4ba5fc-1d5e-4d60-9b5c-61a8a2a3b003');
    desk.setTests([standing(failed)], [failed]);
    const { id } = await desk.evidence.addResult(failed.id, FACTS);
    expect((await desk.evidence.list())[0]).toMatchObject({ id, kind: 'query', resultId: failed.id });
    // Its own hash is no true one: what holds it is not shown as a result.
    await expect(desk.evidence.result(id)).rejects.toThrow('not handed out');
    const { sha256, queryHash, ...unfrozen } = failed;
    expect(sha256).not.toBe(queryHash);
    const honest = frozen({ ...unfrozen, failed: [{ key: 'u-1', fact: '=1+1' }] });
    desk.setTests([standing(honest)], [honest, failed]);
    const kept = await desk.evidence.addResult(honest.id, FACTS);
    expect(await desk.evidence.result(kept.id)).toEqual({ title: 'Nobody shares a log-in', result: honest });
    const table = join(folder, 'table.csv');
    await desk.evidence.writeTable(kept.id, table);
    const lines = readFileSync(table, 'utf8').split('\r\n');
    expect(lines).toContain('"Query","select 1"');
    expect(lines.at(-2)).toBe(`"u-1","'=1+1"`);
    const { cycleId } = await desk.reviews.open(NOVEMBER);
    const { sampleId } = await desk.samples.draw(cycleId, SAMPLE, { result: failed.id });
    const { samples } = await desk.reviews.board(cycleId);
    expect(samples.find((sample) => sample.id === sampleId)?.items).toMatchObject([{ key: 'u-1' }]);
  });
});

const SAMPLE = {
  ...{ title: 'New accounts', definition: 'Accounts made in November.', attributes: ['Approved', 'Closed'] },
  ...{ size: 3, sizeBasis: 'Firm policy', method: 'random' as const, seed: 'november-1' },
};

describe('a sample', () => {
  it('is drawn by its seed, compared with a second source, and looked at', async () => {
    const cycleId = await concluded(['CC6.2']);
    const lines = Array.from({ length: 40 }, (_, at) => `account-${at}`);
    const path = desk.file('accounts.txt', lines.join('\n'));
    const { sampleId } = await desk.samples.draw(cycleId, SAMPLE, { path });
    const of = async () =>
      (await desk.reviews.board(cycleId)).samples.find((sample) => sample.id === sampleId)!;
    const first = await of();
    expect(first.items).toHaveLength(3);
    expect(first.deviationRate).toBeNull();
    const again = await desk.samples.draw(cycleId, SAMPLE, { path });
    expect(
      (await desk.reviews.board(cycleId)).samples.find(({ id }) => id === again.sampleId)?.items,
    ).toEqual(first.items);

    const reversed = desk.file('other.txt', lines.toReversed().join('\r\n'));
    expect(await desk.samples.compare(cycleId, sampleId, reversed)).toBe(true);
    expect(
      await desk.samples.compare(cycleId, sampleId, desk.file('less.txt', lines.slice(1).join('\n'))),
    ).toBe(false);
    expect(await desk.samples.compare(cycleId, sampleId, reversed)).toBe(true);

    await desk.reviews.edit(cycleId, [soc2('CC6.2')], { edit: 'attach-samples', samples: [sampleId] });
    const rules = async () =>
      (await desk.reviews.snapshot(cycleId)).lint
        .map(({ rule }) => rule)
        .filter((rule) => rule !== 'not-approved');
    expect(await rules()).toEqual(['sample-unfinished']);
    for (const [at, { position }] of first.items.entries())
      await desk.samples.answer(cycleId, sampleId, {
        ...{ position, note: '' },
        answers: ['met', at === 0 ? 'not-met' : 'met'],
      });
    expect(await of()).toMatchObject({ tested: 3, exceptions: 1, deviationRate: 1 / 3 });
    expect(await rules()).toEqual(['effective-though-exceptions']);
    await conclude(cycleId, 'CC6.2', 'exception');
    desk.as('second');
    await desk.reviews.approve(cycleId, [soc2('CC6.2')]);
    expect((await desk.control(cycleId, 'CC6.2')).stage).toBe('approved');
    // A later answer changes what was approved.
    const { position } = first.items[0]!;
    await desk.samples.answer(cycleId, sampleId, { position, note: 'x', answers: ['met', 'met'] });
    expect((await desk.control(cycleId, 'CC6.2')).stage).toBe('voided');
    await expect(
      desk.samples.answer(cycleId, sampleId, { position, note: '', answers: ['met', 'met'] }, 0),
    ).rejects.toMatchObject({ code: 'review-changed' });
  });

  it('needs a population that can be counted', async () => {
    const { cycleId } = await desk.reviews.open(NOVEMBER);
    for (const content of ['', 'a\na\n', 'x'.repeat(400)])
      await expect(
        desk.samples.draw(cycleId, SAMPLE, { path: desk.file('bad.txt', content) }),
      ).rejects.toMatchObject({ code: 'file-unreadable' });
  });
});
