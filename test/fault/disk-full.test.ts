import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { extendWitness } from '../../src-main/audit/witness.ts';
import type { Witness, WitnessWriter } from '../../src-main/audit/ports.ts';
import type { Hash } from '../../src-main/base/hash.ts';
import { openCache } from '../../src-main/cache/database.ts';
import { cacheMethods } from '../../src-main/cache/methods.ts';
import { memoryLog, sealRows, stored, type Tables } from '../fakes/log.ts';
import { rowNumber } from '../fixtures/entry-bytes.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'disk-full-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

test('a full disk while witnessing: said so, what was kept is whole, and it goes on when there is room', async () => {
  const database = openCache(join(folder, 'cache.sqlite'));
  const methods = cacheMethods(database, folder);
  const log = 'ab'.repeat(32);
  const witness: Pick<Witness, 'size' | 'tile' | 'lastBlock'> & Pick<WitnessWriter, 'extend'> = {
    size: () => methods.size({ log }),
    tile: (level, index) => methods.tile({ log, level, index }),
    lastBlock: async () => {
      const block = await methods.lastBlock({ log });
      return block === null ? null : { number: block.number, hash: block.hash as Hash };
    },
    extend: (from, collected, tiles, lastBlock) => methods.extend({ log, from, collected, tiles, lastBlock }),
  };
  const rows = Array.from({ length: 5000 }, (_, n) => stored(rowNumber(n + 1)));
  const tables: Tables = { rows, seals: new Map(), blocks: [] };
  const { signal } = new AbortController();
  const extend = () =>
    extendWitness(memoryLog(tables), witness as Witness & WitnessWriter, signal, () => undefined);
  sealRows(tables, rows.slice(0, 1000), 300);
  expect(await extend()).toMatchObject({ to: 1000, stopped: false });
  const kept = await methods.entries({ log, from: 0, to: 1000 });
  sealRows(tables, rows.slice(1000), 300);
  const pages = Number(database.pragma('page_count', { simple: true }));
  for (const room of [0, 1, 5, 20, 60]) {
    database.pragma(`max_page_count = ${pages + room}`);
    await expect(extend()).rejects.toMatchObject({ code: 'disk-full' });
    expect(await methods.size({ log })).toBe(1000);
    expect(await methods.entries({ log, from: 0, to: 9999 })).toEqual(kept);
    expect(database.pragma('integrity_check', { simple: true })).toBe('ok');
  }
  database.pragma('max_page_count = 1000000');
  expect(await extend()).toMatchObject({ from: 1000, to: 5000, stopped: false });
  await methods.close(undefined);
});

describe('a file that does not fit on the disk', () => {
  const write = (file: string, size: number): string =>
    execFileSync(
      'sh',
      [
        '-c',
        'ulimit -f 64; exec "$0" "$@"',
        process.execPath,
        join(import.meta.dirname, 'durable-child.ts'),
        file,
        String(size),
      ],
      { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
    );
  test('is refused with a reason and leaves no part of it; the old one stays', () => {
    const file = join(folder, 'report.pdf');
    expect(write(file, 1_000_000)).toBe('disk-full');
    expect(readdirSync(folder)).toEqual([]);
    writeFileSync(file, 'the old one');
    expect(write(file, 1_000_000)).toBe('disk-full');
    expect(readdirSync(folder)).toEqual(['report.pdf']);
    expect(readFileSync(file, 'utf8')).toBe('the old one');
    expect(write(file, 1000)).toBe('written');
    expect(readFileSync(file)).toHaveLength(1000);
  });
});
