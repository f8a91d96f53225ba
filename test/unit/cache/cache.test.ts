import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Finding, VerificationRun } from '../../../src-shared/audit/types.ts';
import { extendWitness, signWitnessed } from '../../../src-main/audit/witness.ts';
import { rootAt, tilesAfter } from '../../../src-main/audit/tiles.ts';
import { rootOfLeaves } from '../../../src-main/audit/merkle.ts';
import type { Collected } from '../../../src-main/audit/range.ts';
import { bodyOf, headerBytesOf, headerOf, leafOf } from '../../../src-main/audit/entry.ts';
import { bytesOf, concatHashes, sha256 } from '../../../src-main/base/hash.ts';
import { type Cache, cacheClient } from '../../../src-main/cache/client.ts';
import { openCache } from '../../../src-main/cache/database.ts';
import { cacheMethods } from '../../../src-main/cache/methods.ts';
import { MIGRATIONS } from '../../../src-main/cache/migrate.ts';
import { threadWire } from '../../../src-main/processes/thread.ts';
import { memoryLog, sealRows, stored, type Tables } from '../../fakes/log.ts';
import { certify, signerOf } from '../../fixtures/authority.ts';
import { entryBytes, rowNumber } from '../../fixtures/entry-bytes.ts';
import { dice } from '../../fixtures/tampering.ts';

const LOG = 'ab'.repeat(32);
const signer = await signerOf(await certify('Officer'));
const worker = resolve(import.meta.dirname, '../../../src-main/cache/worker.ts');
let folder: string;
let file: string;
const open: Cache[] = [];
const cache = (): Cache => {
  const made = cacheClient(threadWire(worker, { file, reports: join(folder, 'reports') }));
  open.push(made);
  return made;
};
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cache-'));
  file = join(folder, 'cache.sqlite');
});
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
  rmSync(folder, { recursive: true });
});

function collected(from: number, to: number): Collected {
  const entries = Array.from({ length: to - from }, (_, index) => entryBytes(rowNumber(from + index)));
  const headers = entries.map(headerBytesOf);
  const headerOffsets = new Uint32Array(headers.length + 1);
  headers.forEach((header, index) => (headerOffsets[index + 1] = headerOffsets[index]! + header.length));
  return {
    entryIds: Float64Array.from(entries, (_, index) => from + index),
    leaves: new Uint8Array(concatHashes(entries.map(leafOf))),
    bodies: new Uint8Array(concatHashes(entries.map(bodyOf))),
    headers: new Uint8Array(Buffer.concat(headers)),
    headerOffsets,
  };
}
const leavesOf = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => leafOf(entryBytes(rowNumber(from + index))));
async function grow(witness: ReturnType<Cache['witness']>, from: number, to: number): Promise<void> {
  const tiles = await tilesAfter(from, leavesOf(from, to), witness.tile.bind(witness));
  await witness.extend(from, collected(from, to), tiles, {
    number: to,
    hash: sha256(Buffer.from(`block ${to}`)),
  });
}

describe('the witness on the cache thread', () => {
  test('grown in odd steps equals one grown at once, entry by entry and tile by tile', async () => {
    const one = cache();
    const roll = dice(5);
    const [steps, whole] = [one.witness(LOG), one.witness('cd'.repeat(32))];
    await grow(whole, 0, 1500);
    for (let size = 0; size < 1500;) {
      const to = Math.min(size + 1 + roll(400), 1500);
      await grow(steps, size, to);
      size = to;
    }
    expect(await steps.size()).toBe(1500);
    const entries = await steps.entries(0, 1500);
    expect(entries).toEqual(await whole.entries(0, 1500));
    expect(entries[777]).toEqual({
      position: 777,
      entryId: 777,
      leaf: leafOf(entryBytes(rowNumber(777))),
      body: bodyOf(entryBytes(rowNumber(777))),
      header: headerOf(entryBytes(rowNumber(777))),
    });
    expect((await steps.entries(250, 260)).map((e) => e.position)).toEqual([
      250, 251, 252, 253, 254, 255, 256, 257, 258, 259,
    ]);
    for (const [level, index] of [
      [0, 0],
      [0, 5],
      [1, 0],
      [0, 6],
      [2, 0],
    ] as const)
      expect(await steps.tile(level, index)).toEqual(await whole.tile(level, index));
    expect(await rootAt(1500, steps.tile.bind(steps))).toBe(rootOfLeaves(leavesOf(0, 1500)));
    expect(await steps.lastBlock()).toEqual({ number: 1500, hash: sha256(Buffer.from('block 1500')) });
  });
  test('refuses what does not follow on, and stays as it was', async () => {
    const witness = cache().witness(LOG);
    await grow(witness, 0, 300);
    for (const from of [0, 299, 301])
      await expect(
        witness.extend(from, collected(from, from + 5), [], { number: 1, hash: sha256(Buffer.from('x')) }),
      ).rejects.toMatchObject({ code: 'checkpoint-inconsistent' });
    expect(await witness.size()).toBe(300);
    expect(await witness.entries(0, 1000)).toHaveLength(300);
  });
  test('keeps checkpoints that grow and state its own root, and no others', async () => {
    const witness = cache().witness(LOG);
    const tables: Tables = { rows: [], seals: new Map(), blocks: [] };
    const signal = new AbortController().signal;
    const now = (): string => new Date().toISOString();
    for (const end of [10, 25]) {
      const rows = Array.from({ length: end - tables.rows.length }, (_, n) =>
        stored(rowNumber(tables.rows.length + n + 1)),
      );
      tables.rows.push(...rows);
      sealRows(tables, rows, 1000);
      await extendWitness(memoryLog(tables), witness, signal, () => undefined);
      expect(await signWitnessed('attestry.log/x', witness, signer, now, signal)).toMatchObject({
        size: end,
      });
    }
    const [first, second] = await witness.checkpoints(null);
    expect([first?.size, second?.size]).toEqual([10, 25]);
    const inconsistent = { code: 'checkpoint-inconsistent' };
    await expect(witness.addCheckpoint(second!)).rejects.toMatchObject(inconsistent);
    await expect(witness.addCheckpoint(first!)).rejects.toMatchObject(inconsistent);
    await expect(witness.addCheckpoint({ ...second!, size: 26 })).rejects.toMatchObject(inconsistent);
    const other = cache().witness('ef'.repeat(32));
    await grow(other, 100, 100).catch(() => undefined);
    await expect(other.addCheckpoint(first!)).rejects.toMatchObject(inconsistent);
    // A note that says what it is stored as, over a root that the entries do not have.
    await grow(other, 0, 40);
    await expect(other.addCheckpoint(second!)).rejects.toMatchObject(inconsistent);
    expect(await other.checkpoints(null)).toEqual([]);
  });
  test('outlives the thread', async () => {
    const first = cache();
    await grow(first.witness(LOG), 0, 20);
    await first.close();
    expect(await cache().witness(LOG).size()).toBe(20);
  });
});

const run = (n: number, change: Partial<VerificationRun> = {}): VerificationRun => ({
  runId: `run-${n}`,
  level: 'merkle',
  result: 'intact',
  reason: null,
  entries: n,
  pending: 0,
  found: 0,
  foundByType: {},
  startedAt: `2026-01-01T00:${String(Math.floor(n / 60)).padStart(2, '0')}:${String(n % 60).padStart(2, '0')}Z`,
  elapsedMs: 1,
  pace: 'full',
  steps: [],
  source: { database: 'd', host: 'h', systemIdentifier: '1', serverVersion: '18', fingerprint: LOG },
  checkpoint: null,
  runBy: 'officer',
  ...change,
});
const finding = (n: number): Finding => ({
  type: n % 3 === 0 ? 'deletion' : 'modification',
  position: n,
  entryId: n,
  earliest: null,
  latest: '2026-01-01T00:00:00Z',
  evidence: {
    summary: `finding ${n}`,
    expectedLeaf: null,
    foundLeaf: null,
    reference: 'seal',
    before: null,
    now: null,
    movedFrom: null,
    block: null,
  },
});

describe('runs', () => {
  test('are listed newest first, their findings in pages and by type', async () => {
    const { runs } = cache();
    await runs.add(LOG, run(1), []);
    await runs.add(
      LOG,
      run(2, { result: 'tampered', found: 1000 }),
      Array.from({ length: 1000 }, (_, n) => finding(n)),
    );
    expect((await runs.list()).map((one) => one.runId)).toEqual(['run-2', 'run-1']);
    const page = await runs.findings('run-2', 990, 20, null);
    expect(page.total).toBe(1000);
    expect(page.rows.map((row) => row.index)).toEqual([990, 991, 992, 993, 994, 995, 996, 997, 998, 999]);
    const deleted = await runs.findings('run-2', 1, 2, 'deletion');
    expect(deleted.total).toBe(334);
    expect(deleted.rows.map((row) => row.finding.position)).toEqual([3, 6]);
    expect(await runs.finding('run-2', 7)).toEqual(finding(7));
    for (const asked of [
      runs.run('nobody'),
      runs.findings('nobody', 0, 1, null),
      runs.finding('run-2', 1000),
    ])
      await expect(asked).rejects.toMatchObject({ code: 'run-unknown' });
    expect(await runs.lastLog()).toBe(LOG);
  });
  test('the last intact one is of the level asked for or deeper: a shallow run cannot see what a deep one can', async () => {
    const one = cache();
    const witness = one.witness(LOG);
    await one.runs.add(LOG, run(10, { level: 'blockchain' }), []);
    await one.runs.add(LOG, run(20, { level: 'merkle' }), []);
    await one.runs.add(LOG, run(30, { level: 'basic' }), []);
    await one.runs.add(LOG, run(40, { level: 'blockchain', result: 'tampered' }), []);
    expect((await witness.lastIntact('basic'))?.size).toBe(30);
    expect((await witness.lastIntact('chain'))?.size).toBe(20);
    expect(await witness.lastIntact('signature')).toEqual({ at: '2026-01-01T00:00:10Z', size: 10 });
    expect(await one.witness('cd'.repeat(32)).lastIntact('basic')).toBeNull();
  });
  test('more than two hundred are not kept', async () => {
    const methods = cacheMethods(openCache(file), folder);
    for (let n = 0; n < 205; n++) await methods.addRun({ log: LOG, run: run(n), findings: [finding(1)] });
    expect((await methods.runs(undefined)).map((one) => one.runId).at(-1)).toBe('run-5');
    await expect(methods.run({ runId: 'run-4' })).rejects.toMatchObject({ code: 'run-unknown' });
    await methods.close(undefined);
  });
});

describe('the file', () => {
  test('is made by all migrations, and by the missing ones from every earlier version', () => {
    const schema = (database: Database.Database): unknown =>
      database.prepare('select type, name, sql from sqlite_schema order by name').all();
    const whole = openCache(file);
    const expected = schema(whole);
    whole.close();
    for (let version = 0; version <= MIGRATIONS.length; version++) {
      const older = join(folder, `older-${version}.sqlite`);
      const database = new Database(older);
      // Made in one step: a disk is asked to keep each statement otherwise, and there are many.
      database.transaction(() => {
        for (const sql of MIGRATIONS.slice(0, version)) database.exec(sql);
      })();
      database.pragma(`user_version = ${version}`);
      database.close();
      const opened = openCache(older);
      expect(schema(opened)).toEqual(expected);
      expect(opened.pragma('user_version', { simple: true })).toBe(MIGRATIONS.length);
      opened.close();
    }
  });
  test('written by a newer version is refused and left as it is', async () => {
    const database = openCache(file);
    database.pragma('user_version = 999');
    database.close();
    const before = readFileSync(file);
    await expect(cache().witness(LOG).size()).rejects.toMatchObject({ code: 'cache-unreadable' });
    expect(readFileSync(file).equals(before)).toBe(true);
  });
  test.each([
    ['no database at all', (bytes: Buffer) => Buffer.from(bytes.toString('hex'))],
    ['a damaged header', (bytes: Buffer) => Buffer.concat([Buffer.alloc(100, 7), bytes.subarray(100)])],
    ['cut off', (bytes: Buffer) => bytes.subarray(0, 5000)],
  ])('that is %s is told, and left as it is', async (_name, damage) => {
    const first = cache();
    await grow(first.witness(LOG), 0, 2000);
    await first.close();
    const damaged = damage(readFileSync(file));
    writeFileSync(file, damaged);
    const witness = cache().witness(LOG);
    const asked = witness
      .size()
      .then(() => witness.entries(0, 2000))
      .then(() => witness.tile(0, 3));
    await expect(asked).rejects.toMatchObject({ code: 'cache-unreadable' });
    expect(readFileSync(file).equals(damaged)).toBe(true);
  });
  test.each(['entry_ids', 'bodies', 'headers', 'offsets'])(
    'with one flipped byte in the witnessed %s is told, and never read as another log',
    async (column) => {
      const first = cache();
      await grow(first.witness(LOG), 0, 400);
      await first.close();
      const database = new Database(file);
      const chunk = database
        .prepare<[], { value: Buffer }>(`select ${column} as value from chunk where number = 1`)
        .get()!;
      chunk.value[9]! ^= 1;
      database.prepare(`update chunk set ${column} = ? where number = 1`).run(chunk.value);
      database.close();
      const witness = cache().witness(LOG);
      expect(await witness.entries(0, 256)).toHaveLength(256);
      await expect(witness.entries(250, 300)).rejects.toMatchObject({ code: 'cache-unreadable' });
      await expect(grow(witness, 400, 410)).rejects.toMatchObject({ code: 'cache-unreadable' });
    },
  );
  test('of the first version still has its entries', async () => {
    const first = cache();
    await grow(first.witness(LOG), 0, 300);
    await first.close();
    const database = new Database(file);
    database.exec('alter table chunk drop column digest; alter table log drop column first');
    database.exec('drop index finding_position; drop index finding_actor');
    for (const column of ['position', 'actor', 'occurred', 'words'])
      database.exec(`alter table finding drop column ${column}`);
    const first8 = ['log', 'tile', 'chunk', 'checkpoint', 'run', 'finding', 'report', 'pin_failure'];
    const tables = database.prepare<[], { name: string }>(
      "select name from sqlite_schema where type = 'table'",
    );
    for (const { name } of tables.all()) if (!first8.includes(name)) database.exec(`drop table ${name}`);
    database.pragma('user_version = 1');
    database.close();
    const witness = cache().witness(LOG);
    expect(await witness.entries(0, 300)).toHaveLength(300);
    await grow(witness, 300, 600);
    expect((await witness.entries(0, 600))[599]?.header.entryId).toBe(599);
  });
  test('in a folder that is not there yet makes the folder; a folder in its place is told', async () => {
    file = join(folder, 'deep', 'er', 'cache.sqlite');
    expect(await cache().witness(LOG).size()).toBe(0);
    expect(existsSync(file)).toBe(true);
    file = join(folder, 'taken');
    mkdirSync(file);
    await expect(cache().witness(LOG).size()).rejects.toMatchObject({ code: 'cache-unreadable' });
  });
  test('of one profile in two hands: the second does not overwrite the first', async () => {
    const [one, two] = [cache().witness(LOG), cache().witness(LOG)];
    await grow(one, 0, 10);
    await expect(
      two.extend(0, collected(0, 5), [], { number: 0, hash: sha256(bytesOf(sha256(Buffer.from('y')))) }),
    ).rejects.toMatchObject({ code: 'checkpoint-inconsistent' });
    expect(await two.size()).toBe(10);
  });
});
