import { type Block, blockHash } from '../../src-main/audit/block.ts';
import { linkOf } from '../../src-main/audit/chain.ts';
import { bodyOf, leafOf } from '../../src-main/audit/entry.ts';
import { append, emptyFrontier, type Frontier, rootOf, rootOfLeaves } from '../../src-main/audit/merkle.ts';
import type {
  LogSnapshot,
  RowNow,
  Seal,
  SealedLog,
  StoredCut,
  StoredCheckpoint,
  Witness,
  WitnessedEntry,
  WitnessWriter,
} from '../../src-main/audit/ports.ts';
import { type RangeTask, type Walk, WINDOW } from '../../src-main/audit/range.ts';
import { RangeWalk } from '../../src-main/audit/range-walk.ts';
import { headerFrom } from '../../src-main/audit/entry.ts';
import { Fault } from '../../src-main/base/fault.ts';
import { bytesOf, type Hash, splitHashes, ZERO_HASH } from '../../src-main/base/hash.ts';
import { entryBytes, type Row } from '../fixtures/entry-bytes.ts';
import { kept as keptCheckpoints } from './checkpoints.ts';

/** A row as the fake keeps it: its bytes, and whether the sealer has passed it by. */
export type StoredRow = { readonly row: Row; readonly bytes: Buffer; readonly passed: boolean };

/** The three tables. Arrays and maps may be changed at will: that is the tampering. */
export type Tables = {
  rows: StoredRow[];
  seals: Map<number, Seal>;
  blocks: Block[];
  cuts?: readonly StoredCut[];
};

export const stored = (row: Row, passed = false): StoredRow => ({ row, bytes: entryBytes(row), passed });

/** A copy that can be tampered with; rows and seals themselves are never changed in place. */
export const copyTables = (tables: Tables): Tables => ({
  rows: [...tables.rows],
  seals: new Map(tables.seals),
  blocks: [...tables.blocks],
  ...(tables.cuts === undefined ? {} : { cuts: tables.cuts }),
});

/** Seals rows in the given order, as guard.seal_pending would. */
export function sealRows(
  tables: Tables,
  rows: readonly StoredRow[],
  blockSize: number,
  from = 'honest',
): void {
  const tree = treeOf(tables);
  let chain = tables.seals.get(tables.seals.size - 1)?.chain ?? ZERO_HASH;
  let at = tables.seals.size;
  for (let done = 0; done < rows.length;) {
    const room = Math.min(blockSize, WINDOW - (at % WINDOW));
    const part = rows.slice(done, done + room);
    const leaves: Hash[] = [];
    for (const [index, { row, bytes }] of part.entries()) {
      const leaf = leafOf(bytes);
      chain = linkOf(chain, leaf);
      tables.seals.set(at + index, {
        position: at + index,
        entryId: Number(row.id),
        leaf,
        body: bodyOf(bytes),
        chain,
      });
      append(tree, leaf);
      leaves.push(leaf);
    }
    const last = tables.blocks.at(-1);
    const number = (last?.number ?? -1) + 1;
    const block = {
      number,
      first: at,
      last: at + part.length - 1,
      entries: part.length,
      root: rootOfLeaves(leaves),
      treeRoot: rootOf(tree),
      previousHash: last?.hash ?? ZERO_HASH,
      sealedAt: String(820_000_000_000_000n + BigInt(number) * 60_000_000n + (from === 'honest' ? 0n : 7n)),
    };
    tables.blocks.push({ ...block, hash: blockHash(block) });
    at += part.length;
    done += part.length;
  }
}

function treeOf(tables: Tables): Frontier {
  const tree = emptyFrontier();
  for (let at = 0; at < tables.seals.size; at++) {
    const leaf = tables.seals.get(at)?.leaf;
    if (leaf !== undefined) append(tree, leaf);
  }
  return tree;
}

/** Of every log in memory. */
export const FINGERPRINT = 'ab'.repeat(32);

/** A log over arrays, read by the real walk. */
export function memoryLog(
  tables: Tables,
  walk: (task: RangeTask, blocks: readonly Block[]) => Walk = (task, blocks) => new RangeWalk(task, blocks),
): SealedLog {
  const byId = tables.rows.toSorted((a, b) => Number(a.row.id) - Number(b.row.id));
  const idOf = ({ row }: StoredRow): number => Number(row.id);
  const index = Map.groupBy(byId, idOf);
  const seals = [...tables.seals.values()].toSorted((a, b) => a.position - b.position);
  const sealById = new Map(seals.map((seal) => [seal.entryId, seal]));
  const lastBlock = tables.blocks.at(-1) ?? null;
  const sealed = Math.max((seals.at(-1)?.position ?? -1) + 1, lastBlock === null ? 0 : lastBlock.last + 1);
  const highest = seals.reduce((found, seal) => Math.max(found, seal.entryId), Number.MIN_SAFE_INTEGER);
  const lowerId = (id: number): number => {
    let low = 0;
    let high = byId.length;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if (Number(byId[middle]!.row.id) < id) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  const rowNow = ({ row, bytes }: StoredRow): RowNow => ({
    entryId: Number(row.id),
    leaf: leafOf(bytes),
    body: bodyOf(bytes),
    bytes,
  });
  const blocksBetween = (from: number, to: number): Block[] =>
    tables.blocks
      .filter((block) => block.first >= from && block.first < to)
      .toSorted((a, b) => a.first - b.first || a.number - b.number);
  const snapshot: LogSnapshot = {
    sealed,
    readers: 2,
    highestSealedId: highest,
    lastBlock,
    blockCount: () => Promise.resolve(tables.blocks.length),
    hidden: () => Promise.resolve({ rows: 0, ids: [] }),
    idsAt: (positions) => Promise.resolve(positions.map((p) => tables.seals.get(p)?.entryId ?? null)),
    readRange: (task) => {
      const reader = walk(task, blocksBetween(task.from, task.to));
      if (task.from === 0) reader.chainBefore(ZERO_HASH);
      const before = task.chainBefore ?? tables.seals.get(task.from - 1)?.chain;
      if (before !== undefined) reader.chainBefore(before);
      for (let at = task.from; at < task.to; at++) {
        const seal = tables.seals.get(at);
        if (seal === undefined) continue;
        const bytes = Buffer.concat([bytesOf(seal.leaf), bytesOf(seal.chain)]);
        reader.seal(at, seal.entryId, bytes, 0, 32);
      }
      for (let at = task.idFrom === null ? 0 : lowerId(task.idFrom); at < byId.length; at++) {
        const one = byId[at]!;
        const id = idOf(one);
        if (id > task.idLimit || (task.idTo !== null && id >= task.idTo)) break;
        reader.row(one.bytes, 0, one.bytes.length);
        reader.flush();
      }
      return Promise.resolve(reader.finish());
    },
    rows: (ids) => Promise.resolve(ids.flatMap((id) => index.get(id) ?? []).map(rowNow)),
    sealsOf: (ids) => Promise.resolve(ids.flatMap((id) => sealById.get(id) ?? [])),
    sealsBetween: (from, to) =>
      Promise.resolve(
        Array.from({ length: Math.max(to - from, 0) }, (_, i) => tables.seals.get(from + i) ?? []).flat(),
      ),
    blocksBetween: (from, to) => Promise.resolve(blocksBetween(from, to)),
    unsealed: (ids) =>
      Promise.resolve(
        ids.flatMap((id) => (index.get(id) ?? []).map(({ passed }) => ({ entryId: id, passedBy: passed }))),
      ),
    above: (limit) => {
      const above = byId.slice(lowerId(highest + 1));
      return Promise.resolve({
        waiting: above.filter(({ passed }) => !passed).length,
        passedBy: above
          .filter(({ passed }) => passed)
          .map(idOf)
          .slice(0, limit),
      });
    },
    cuts: () => Promise.resolve(tables.cuts ?? []),
    close: () => Promise.resolve(),
  };
  return {
    source: () =>
      Promise.resolve({
        database: 'memory',
        host: 'memory',
        systemIdentifier: '1',
        serverVersion: '0',
        fingerprint: FINGERPRINT,
      }),
    figures: () =>
      Promise.resolve({
        sealed,
        pending: byId.length - lowerId(highest + 1),
        unsealedSeconds: null,
        heldBack: false,
      }),
    period: () => Promise.resolve(null),
    snapshot: () => Promise.resolve(snapshot),
    sealPending: () => Promise.resolve(0),
  };
}

/** A witness over arrays. */
export function memoryWitness(
  intact: Readonly<Record<string, { readonly at: string; readonly size: number }>> = {},
): Witness & WitnessWriter & { readonly kept: WitnessedEntry[]; readonly notes: StoredCheckpoint[] } {
  const kept: WitnessedEntry[] = [];
  const notes: StoredCheckpoint[] = [];
  const tiles = new Map<string, Uint8Array>();
  let last: { readonly number: number; readonly hash: Hash } | null = null;
  return {
    kept,
    notes,
    size: () => Promise.resolve(kept.length),
    first: () => Promise.resolve(0),
    tile: (level, number) => Promise.resolve(tiles.get(`${level}/${number}`) ?? null),
    entries: (from, to) => Promise.resolve(kept.slice(from, to)),
    lastBlock: () => Promise.resolve(last),
    ...keptCheckpoints(notes),
    lastIntact: (level) => Promise.resolve(intact[level] ?? null),
    extend: (from, collected, changed, block) => {
      if (from !== kept.length)
        return Promise.reject(new Fault('checkpoint-inconsistent', 'It does not follow on.', 'Begin again.'));
      const leaves = splitHashes(collected.leaves);
      const bodies = splitHashes(collected.bodies);
      for (const [index, leaf] of leaves.entries())
        kept.push({
          position: from + index,
          entryId: collected.entryIds[index]!,
          leaf,
          body: bodies[index]!,
          header: headerFrom(
            Buffer.from(
              collected.headers.subarray(collected.headerOffsets[index], collected.headerOffsets[index + 1]),
            ),
          ),
        });
      for (const { level, index, hashes } of changed) tiles.set(`${level}/${index}`, hashes);
      last = block;
      return Promise.resolve();
    },
    addCheckpoint: (checkpoint) => {
      notes.push(checkpoint);
      return Promise.resolve();
    },
  };
}
