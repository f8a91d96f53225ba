import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Block,
  KERNEL_BYTES,
  KernelWalk,
  openKernel,
  type RangeReport,
  type RangeTask,
  RangeWalk,
  type Walk,
} from '../../../src-main/audit/index.ts';
import { ENTRY_COLUMNS } from '../../../src-main/audit/entry.ts';
import { rootOfLeaves } from '../../../src-main/audit/merkle.ts';
import { bytesOf, type Hash, sha256, ZERO_HASH } from '../../../src-main/base/hash.ts';

const kernel = openKernel(KERNEL_BYTES)!;

type Seal = { position: number; entryId: number; leaf: Hash | null; chain: Hash | null };
type Row = { id: number; text: string };
type Log = { seals: Seal[]; rows: Row[]; blocks: Block[]; chainBefore: Hash | null };

/** Entry bytes as COPY sends them: id, a time, texts. */
function entryBytes({ id, text }: Row): Buffer {
  const fields = ENTRY_COLUMNS.map((column) => {
    if (column === 'id' || column === 'occurred_at') {
      const bytes = Buffer.alloc(8);
      bytes.writeBigInt64BE(column === 'id' ? BigInt(id) : 812_000_000_000_000n);
      return bytes;
    }
    return column === 'actor_role' ? null : Buffer.from(column === 'details' ? text : column);
  });
  return Buffer.concat([
    Buffer.from([0, fields.length]),
    ...fields.flatMap((field) => {
      const length = Buffer.alloc(4);
      length.writeInt32BE(field?.length ?? -1);
      return field === null ? [length] : [length, field];
    }),
  ]);
}

const textOf = (n: number): string => `${n} `.repeat(1 + ((n * 7919) % 60));

/** An honest log from a position on, in blocks that end where told. */
function honest(from: number, count: number, ends: readonly number[]): Log {
  const rows = Array.from({ length: count }, (_, n) => ({ id: from + n + 1, text: textOf(from + n) }));
  const leaves = rows.map((row) => sha256(entryBytes(row)));
  const chainBefore = from === 0 ? ZERO_HASH : sha256(Buffer.from(`before ${from}`));
  let chain = chainBefore;
  const seals = leaves.map((leaf, n) => {
    chain = sha256(Buffer.concat([bytesOf(chain), bytesOf(leaf)]));
    return { position: from + n, entryId: from + n + 1, leaf, chain };
  });
  const blocks: Block[] = [];
  let first = 0;
  for (const end of [...new Set([...ends.filter((e) => e < count), count])].sort((a, b) => a - b)) {
    if (end <= first) continue;
    blocks.push({
      number: blocks.length,
      first: from + first,
      last: from + end - 1,
      entries: end - first,
      root: rootOfLeaves(leaves.slice(first, end)),
      treeRoot: ZERO_HASH,
      previousHash: ZERO_HASH,
      sealedAt: '0',
      hash: ZERO_HASH,
    });
    first = end;
  }
  return { seals, rows, blocks, chainBefore };
}

/** Feeds a walk as the reader does: bytes in a buffer that is used again after each flush. */
function feed(walk: Walk, log: Log): RangeReport {
  if (log.chainBefore !== null) walk.chainBefore(log.chainBefore);
  const buffer = walk.input ?? Buffer.alloc(256 * 1024);
  const room = Math.min(buffer.length, 64 * 1024);
  let at = 0;
  const lay = (bytes: Buffer): { bytes: Buffer; start: number; end: number } => {
    if (bytes.length > room) return { bytes, start: 0, end: bytes.length };
    if (at + bytes.length > room) {
      walk.flush();
      buffer.fill(0xee, 0, room);
      at = 0;
    }
    bytes.copy(buffer, at);
    at += bytes.length;
    return { bytes: buffer, start: at - bytes.length, end: at };
  };
  for (const { position, entryId, leaf, chain } of log.seals) {
    const { bytes, start } = lay(Buffer.concat([bytesOf(leaf ?? ZERO_HASH), bytesOf(chain ?? ZERO_HASH)]));
    walk.seal(position, entryId, bytes, leaf === null ? -1 : start, chain === null ? -1 : start + 32);
  }
  for (const row of log.rows) {
    const { bytes, start, end } = lay(entryBytes(row));
    walk.row(bytes, start, end);
  }
  return walk.finish();
}

const taskOf = (from: number, count: number, more: Partial<RangeTask> = {}): RangeTask => ({
  from,
  to: from + count,
  idFrom: null,
  idTo: null,
  idLimit: Number.MAX_SAFE_INTEGER,
  before: [],
  links: true,
  tree: true,
  cuts: [],
  collect: false,
  ...more,
});

type Change = { kind: string; at: number; other: number };
const arbitraryHash = (n: number): Hash => sha256(Buffer.from(`other ${n}`));

/** What somebody may do to a log; everything is allowed. */
const CHANGES: Record<string, (log: Log, at: number, other: number) => void> = {
  'row edited': (log, at) => {
    const row = log.rows[at % log.rows.length];
    if (row !== undefined) row.text += '!';
  },
  'row emptied': (log, at) => {
    const row = log.rows[at % log.rows.length];
    if (row !== undefined) row.text = '';
  },
  'row huge': (log, at) => {
    const row = log.rows[at % log.rows.length];
    if (row !== undefined) row.text = 'x'.repeat(70_000);
  },
  'row gone': (log, at) => log.rows.splice(at % log.rows.length, 1),
  'row moved': (log, at, other) => {
    const [row] = log.rows.splice(at % log.rows.length, 1);
    if (row !== undefined) log.rows.splice(other % (log.rows.length + 1), 0, row);
  },
  'row renumbered': (log, at, other) => {
    const row = log.rows[at % log.rows.length];
    if (row !== undefined) row.id = other - 40;
  },
  'row added': (log, at, other) =>
    log.rows.splice(at % (log.rows.length + 1), 0, { id: other - 40, text: 'new' }),
  'seal gone': (log, at) => log.seals.splice(at % log.seals.length, 1),
  'seal twice': (log, at, other) => {
    const index = at % log.seals.length;
    const seal = log.seals[index];
    if (seal === undefined) return;
    const forged = { ...seal, entryId: other, ...(other % 2 === 0 ? { leaf: arbitraryHash(other) } : {}) };
    log.seals.splice(index + (other % 3 === 0 ? 0 : 1), 0, forged);
  },
  'leaf changed': (log, at, other) => {
    const seal = log.seals[at % log.seals.length];
    if (seal !== undefined) seal.leaf = other % 3 === 0 ? null : arbitraryHash(other);
  },
  'chain changed': (log, at, other) => {
    const seal = log.seals[at % log.seals.length];
    if (seal !== undefined) seal.chain = other % 3 === 0 ? null : arbitraryHash(other);
  },
  'id changed': (log, at, other) => {
    const seal = log.seals[at % log.seals.length];
    if (seal !== undefined) seal.entryId = other;
  },
  'block end changed': (log, at, other) => {
    const index = at % log.blocks.length;
    const block = log.blocks[index];
    if (block !== undefined) log.blocks[index] = { ...block, last: block.first + other - 20 };
  },
  'block count changed': (log, at, other) => {
    const index = at % log.blocks.length;
    const block = log.blocks[index];
    if (block !== undefined) log.blocks[index] = { ...block, entries: other };
  },
  'block twice': (log, at) => {
    const block = log.blocks[at % log.blocks.length];
    if (block !== undefined) log.blocks.push({ ...block, entries: 0 });
  },
  'chain before unknown': (log) => {
    log.chainBefore = null;
  },
};

const changeOf: fc.Arbitrary<Change> = fc.record({
  kind: fc.constantFrom(...Object.keys(CHANGES)),
  at: fc.nat(2000),
  other: fc.nat(600),
});

describe('the walk in batches', () => {
  test('reports what the walk one by one reports, whatever was done to the log', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(0, 65_536, 131_072),
        fc.integer({ min: 1, max: 500 }),
        fc.array(fc.nat(500), { maxLength: 12 }),
        fc.array(changeOf, { maxLength: 6 }),
        fc.record({ links: fc.boolean(), tree: fc.boolean(), cut: fc.nat(500) }),
        (from, count, ends, changes, { links, tree, cut }) => {
          const log = honest(from, count, ends);
          for (const { kind, at, other } of changes)
            if (log.rows.length > 0 && log.seals.length > 0) CHANGES[kind]!(log, at, other);
          const task = taskOf(from, count, {
            links,
            tree,
            cuts: cut > 0 && cut <= count ? [from + cut] : [],
          });
          expect(feed(new KernelWalk(task, log.blocks, kernel), log)).toEqual(
            feed(new RangeWalk(task, log.blocks), log),
          );
        },
      ),
      { numRuns: 600 },
    );
  });
  test('in the middle of a window and with more rows than one batch holds', () => {
    for (const [from, count, ends] of [
      [65_536 + 3, 300, [17]],
      [0, 9000, [4096, 4097, 8191]],
    ] as const) {
      const log = honest(from, count, ends);
      const before = from % 65_536 === 0 ? [] : [arbitraryHash(1), arbitraryHash(2)];
      const task = taskOf(from, count, { before });
      const report = feed(new KernelWalk(task, log.blocks, kernel), log);
      expect(report).toEqual(feed(new RangeWalk(task, log.blocks), log));
      expect(report).toMatchObject({ rows: count, seals: count, mismatches: [], brokenLinks: [] });
      expect(report.blocks.map(({ root }) => root)).toEqual(log.blocks.map(({ root }) => root));
    }
  });
  test('a whole window has the root of its leaves', () => {
    const count = 65_536;
    const leaves = Array.from({ length: count }, (_, n) => arbitraryHash(n));
    const log: Log = {
      chainBefore: null,
      rows: [],
      blocks: [],
      seals: leaves.map((leaf, position) => ({ position, entryId: position, leaf, chain: ZERO_HASH })),
    };
    const report = feed(new KernelWalk(taskOf(0, count, { links: false }), [], kernel), log);
    expect(report.window).toEqual([rootOfLeaves(leaves)]);
    expect(report.sealsWithoutRow).toHaveLength(count);
  });
  test.each([KernelWalk, RangeWalk])('%o refuses what is no audit log', (Kind) => {
    const walk = new Kind(taskOf(0, 2), [], kernel);
    expect(() => {
      walk.row(Buffer.from('000300000004', 'hex'), 0, 6);
    }).toThrow('columns');
    expect(() => {
      walk.seal(2, 1, Buffer.alloc(64), 0, 32);
    }).toThrow('out of order');
  });
});
