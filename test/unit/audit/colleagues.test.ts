import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  colleagues,
  type Colleagues,
  extendWitness,
  ownWitness,
  type OwnWitness,
  rebuildsOf,
  rebuiltWords,
  signWitnessed,
} from '../../../src-main/audit/index.ts';
import { originOf } from '../../../src-main/audit/witness.ts';
import { verify } from '../../../src-main/audit/verify.ts';
import { systemClock } from '../../../src-main/base/clock.ts';
import type { Cache } from '../../../src-main/cache/client.ts';
import { openCache } from '../../../src-main/cache/database.ts';
import { FINGERPRINT, memoryLog, sealRows, stored, type Tables } from '../../fakes/log.ts';
import { certify, signerOf } from '../../fixtures/authority.ts';
import { rowNumber } from '../../fixtures/entry-bytes.ts';
import { openedCache } from '../../fixtures/opened-cache.ts';

const { signal } = new AbortController();
const work = { signal, progress: () => undefined };
const mine = await signerOf(await certify('Officer'));
const theirs = await signerOf(await certify('Second Officer'));
const stranger = await signerOf(await certify('Somebody'));

/** A log of `count` entries; `other` makes one of them another. */
function logOf(count: number, other = -1): Tables {
  const rows = Array.from({ length: count }, (_, at) =>
    stored(at === other ? { ...rowNumber(at + 1), actor: 'another' } : rowNumber(at + 1)),
  );
  const tables: Tables = { rows, seals: new Map(), blocks: [] };
  sealRows(tables, rows, 100);
  return tables;
}

let folder: string;
let cache: Cache;
let own: OwnWitness;
let others: Colleagues;
let tables: Tables;
/** Everything on the cache's file, as after a start of the application. */
function begin(): void {
  cache = openedCache(join(folder, 'cache.sqlite'));
  const shared = { records: cache.records, clock: systemClock, lastLog: () => Promise.resolve(FINGERPRINT) };
  own = ownWitness({
    ...shared,
    log: () => Promise.resolve(memoryLog(tables)),
    witness: (log) => cache.witness(log),
    file: cache.file,
    officer: () => 'CN=Officer',
  });
  others = colleagues({ ...shared, witness: (log) => cache.witness(log) });
}
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'colleagues-'));
  tables = logOf(1000);
  begin();
  await extendWitness(memoryLog(tables), cache.witness(FINGERPRINT), signal, () => undefined);
  await sign();
});
afterEach(async () => {
  await cache.close();
  rmSync(folder, { recursive: true });
});

const sign = (time = new Date().toISOString()) =>
  signWitnessed(originOf(FINGERPRINT), cache.witness(FINGERPRINT), mine, () => time, signal);
const look = (now = new Date().toISOString()) =>
  verify(
    {
      log: memoryLog(tables),
      witness: cache.witness(FINGERPRINT),
      others: () => others.checkpoints(FINGERPRINT),
      remark: async () => rebuiltWords(await rebuildsOf(cache.records, FINGERPRINT)),
    },
    { level: 'blockchain', signal, now: () => now, onProgress: () => undefined },
  );
/** The checkpoint of another machine that saw this log. */
async function theirNote(seen: Tables, origin = originOf(FINGERPRINT), signer = theirs): Promise<string> {
  const far = openedCache(join(folder, `far-${readdirSync(folder).length}.sqlite`));
  const witness = far.witness(FINGERPRINT);
  await extendWitness(memoryLog(seen), witness, signal, () => undefined);
  const checkpoint = await signWitnessed(origin, witness, signer, () => new Date().toISOString(), signal);
  await far.close();
  return checkpoint!.note;
}
const key = theirs.identity.certificate;
async function accepted(note: string) {
  const first = await others.compare(note, key, null);
  expect(first.state).toBe('unknown-key');
  const second = await others.compare(note, key, first.state === 'unknown-key' ? first.certificate : null);
  return second.state === 'compared' ? second.comparison.outcome : second.state;
}

describe("a colleague's checkpoint", () => {
  test('agrees, once its key was accepted; the key is known from then on', async () => {
    const note = await theirNote(logOf(700));
    await expect(others.compare(note, null, null)).rejects.toMatchObject({ code: 'certificate-missing' });
    expect(await accepted(note)).toBe('agrees');
    expect(await others.compare(note, null, null)).toMatchObject({ state: 'compared' });
    expect((await look()).result).toBe('intact');
  });
  test('contradicts when the two were shown different logs: a finding from then on', async () => {
    expect(await accepted(await theirNote(logOf(800, 17)))).toBe('contradicts');
    const run = await look();
    expect(run.result).toBe('tampered');
    expect(run.findings[0]?.evidence.summary).toContain('shown different logs');
  });
  test.each([
    ['agrees', -1],
    ['contradicts', 1100],
  ])('over more than this machine has seen is compared as soon as it has: %s', async (outcome, other) => {
    expect(await accepted(await theirNote(logOf(1200, other)))).toBe('later');
    await others.compareWaiting();
    expect(await others.comparisons()).toMatchObject([{ outcome: 'later', size: 1200 }]);
    tables = logOf(1200);
    await extendWitness(memoryLog(tables), cache.witness(FINGERPRINT), signal, () => undefined);
    await others.compareWaiting();
    expect(await others.comparisons()).toMatchObject([{ outcome, size: 1200 }]);
  });
  test('over more than this machine has seen, of another log than it is shown now: a finding before it takes over', async () => {
    expect(await accepted(await theirNote(logOf(1200)))).toBe('later');
    tables = logOf(1300, 1100);
    const other = await look();
    expect(other.result).toBe('tampered');
    expect(other.findings[0]?.evidence.summary).toContain('than the log has now');
    tables = logOf(1300);
    expect(await look()).toMatchObject({ result: 'intact', findings: [] });
  });
  test('over more than the log that this machine is shown: a finding, whatever it has seen itself', async () => {
    expect(await accepted(await theirNote(logOf(1200)))).toBe('later');
    expect(await look()).toMatchObject({
      result: 'tampered',
      findings: [{ type: 'deletion', position: 1000, evidence: { reference: 'checkpoint' } }],
    });
  });
  test('is refused when it is for another log, by another key, or none', async () => {
    const foreign = await theirNote(logOf(300), `attestry.log/${'0'.repeat(32)}`);
    const forged = await theirNote(logOf(300), originOf(FINGERPRINT), stranger);
    for (const note of [foreign, forged, 'nothing'])
      await expect(others.compare(note, key, null)).rejects.toMatchObject({ code: 'note-refused' });
    expect(await others.comparisons()).toEqual([]);
  });
});

describe('a clock that was set back', () => {
  test('no checkpoint gets a time before its predecessor: said so, and signed when the clock is right', async () => {
    tables = logOf(1200);
    await extendWitness(memoryLog(tables), cache.witness(FINGERPRINT), signal, () => undefined);
    await expect(sign(new Date(Date.now() - 600_000).toISOString())).rejects.toMatchObject({
      code: 'clock-behind',
    });
    expect(await cache.witness(FINGERPRINT).checkpoints(null)).toHaveLength(1);
    expect(await sign()).toMatchObject({ size: 1200 });
  });
  test('a run says so, and nothing happened after it was seen', async () => {
    expect((await look()).steps[0]?.detail).not.toContain('clock');
    tables.rows.splice(500, 1);
    const { steps, findings } = await look('1999-12-31T00:00:00Z');
    expect(steps[0]?.detail).toContain("This computer's clock says 1999-12-31T00:00:00Z");
    expect(findings).toHaveLength(1);
    for (const { earliest, latest } of findings)
      expect(Date.parse(latest)).toBeGreaterThanOrEqual(Date.parse(earliest!));
  });
});

describe("this machine's own copy", () => {
  test('is whole', async () => {
    expect(await own.check(work)).toMatchObject({ entries: 1000, problems: [], contradicted: [] });
  });
  test('with a damaged tile, a damaged chunk: told, and read anew with the old one kept beside', async () => {
    await cache.close();
    const file = openCache(join(folder, 'cache.sqlite'));
    file.exec('update tile set hashes = zeroblob(length(hashes)) where level = 0 and number = 1');
    file.exec('update chunk set bodies = zeroblob(length(bodies)) where number = 2');
    file.close();
    begin();
    const bad = await own.check(work);
    expect(bad.problems.join('\n')).toMatch(/does not have its digest/);
    expect(bad.problems.join('\n')).toMatch(/level 1, part 0/);
    expect(bad.contradicted).toEqual([1000]);
    expect(await own.rebuild('The disk was damaged in the flood.', work)).toEqual({
      entries: 1000,
      agree: 1,
      contradict: [],
    });
    expect(await own.check(work)).toMatchObject({ entries: 1000, problems: [], contradicted: [] });
    const [decision] = await own.rebuilds();
    expect(decision).toMatchObject({ by: 'CN=Officer', reason: 'The disk was damaged in the flood.' });
    const kept = openCache(join(folder, decision!.kept));
    expect(kept.prepare('select size from log').all()).toEqual([{ size: 1000 }]);
    kept.close();
    const run = await look();
    expect(run.result).toBe('intact');
    expect(run.steps.at(-1)?.detail).toContain('because: The disk was damaged in the flood.');
  });
  test('read anew from a log that is not what was signed: the checkpoint contradicts it', async () => {
    tables = logOf(1000, 500);
    expect(await own.rebuild('A test of the contradiction.', work)).toMatchObject({ contradict: [1000] });
    expect((await look()).result).not.toBe('intact');
  });
});

describe('a damaged file', () => {
  const damaged = async (change: (file: string) => void): Promise<void> => {
    const file = join(folder, 'cache.sqlite');
    await cache.close();
    change(file);
    expect(() => {
      const database = openCache(file);
      database.prepare('select count(*) from tile').get();
      database.close();
    }).toThrow();
    cache = openedCache(join(folder, 'another.sqlite'));
  };
  test('cut off, or overwritten at its beginning, is not opened and not touched', async () => {
    await damaged((file) => {
      truncateSync(file, 5000);
    });
    const bytes = readFileSync(join(folder, 'cache.sqlite'));
    expect(bytes).toHaveLength(5000);
  });
  test('overwritten at its beginning', async () => {
    await damaged((file) => {
      const bytes = readFileSync(file);
      bytes.fill(0xab, 0, 4096);
      writeFileSync(file, bytes);
    });
  });
});
