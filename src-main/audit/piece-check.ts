import { blockHash } from './block.ts';
import { type Hash } from '../base/hash.ts';
import { foldRoot } from './merkle.ts';
import { BACKGROUND_DUTY } from './pace.ts';
import type { LogSnapshot, RowNow, Witness } from './ports.ts';
import { type RangeReport, WINDOW } from './range.ts';
import type { Piece } from './sweep.ts';
import { frontierAt, rootAt } from './tiles.ts';

/** Something that does not agree. The same thing seen again has the same key. */
export type Mark = {
  readonly key: string;
  readonly position: number | null;
  readonly entryId?: number;
  /** Leaf of the row as it is now, where that is what differs. */
  readonly leaf?: Hash;
};

/** What reading a piece came to. */
export type PieceRead = {
  readonly marks: readonly Mark[];
  /** Entry id up to which rows were read; the next piece goes on there. */
  readonly idsBelow: number | null;
};

/** Ids asked for at a time. */
const BATCH = 1000;
/** So many marks are told apart; any one of them is enough for a full verification. */
const MOST = 100;

/**
 * Reads a piece of the log again and compares it with what this machine witnessed: every row with its seal, the seals as
 * a whole with the witness's tree, links and the blocks that lie inside. All rows of the piece's share of the ids are read, so
 * that rows put in between are seen.
 *
 * @param idsBelow - rows with a lower id were read with an earlier piece; null: begin with the lowest
 * @param size - positions witnessed; the piece ends there at the latest
 * @throws Fault `database-…`, `cancelled`; TileMissingError when this machine's own copy is damaged
 */
export async function readPiece(
  snapshot: LogSnapshot,
  witness: Witness,
  { from, to }: Piece,
  idsBelow: number | null,
  size: number,
): Promise<PieceRead> {
  const read = witness.tile.bind(witness);
  const window = Math.floor(from / WINDOW) * WINDOW;
  const before = await frontierAt(window, read);
  const begun = await frontierAt(from, read);
  // The border is taken from the witness: nobody can shift it by rewriting a seal.
  const next = to < size ? (await witness.entries(to, to + 1))[0]?.entryId : undefined;
  const border = next === undefined ? null : Math.max(next, idsBelow ?? next);
  const report = await snapshot.readRange({
    from,
    to,
    idFrom: idsBelow,
    idTo: border,
    idLimit: snapshot.highestSealedId,
    before: begun.hashes.slice(before.hashes.length),
    links: true,
    tree: true,
    cuts: [],
    collect: false,
    duty: BACKGROUND_DUTY,
  });
  const marks = [...marksOf(report)];
  // Half a sum of seals proves nothing: the gaps are marks already.
  const root = report.missingSeals.length > 0 ? null : foldRoot([...before.hashes, ...report.window]);
  if (root !== null && root !== (await rootAt(to, read)))
    marks.push(...(await sealsThatDiffer(snapshot, witness, from, to)));
  marks.push(...(await rowsElsewhere(report, snapshot, witness)));
  marks.push(...(await sealsElsewhere(report, snapshot, witness, size)));
  return { marks: marks.slice(0, MOST), idsBelow: border };
}

function* marksOf(report: RangeReport): Generator<Mark> {
  for (const { position, leafNow } of report.mismatches)
    yield { key: `row:${position}:${shortOf(leafNow)}`, position, leaf: leafNow };
  for (const position of report.missingSeals) yield { key: `no-seal:${position}`, position };
  for (const { position, entryId } of report.doubleSeals)
    yield { key: `two-seals:${position}:${entryId}`, position };
  for (const position of report.brokenLinks) yield { key: `link:${position}`, position };
  for (const { block, root } of report.blocks)
    // A block that began before the piece has no root here.
    if ((root !== null && root !== block.root) || blockHash(block) !== block.hash)
      yield { key: `block:${block.number}`, position: block.first };
}

/** Which seals are not as witnessed; where none is, this machine's own copy contradicts itself. */
async function sealsThatDiffer(
  snapshot: LogSnapshot,
  witness: Witness,
  from: number,
  to: number,
): Promise<readonly Mark[]> {
  const seals = new Map((await snapshot.sealsBetween(from, to)).map((seal) => [seal.position, seal]));
  const marks: Mark[] = [];
  for (const { position, entryId, leaf } of await witness.entries(from, to)) {
    const seal = seals.get(position);
    if (seal?.leaf === leaf && seal.entryId === entryId) continue;
    marks.push({ key: `seal:${position}:${shortOf(seal?.leaf ?? '')}`, position });
    if (marks.length >= MOST) break;
  }
  return marks.length > 0 ? marks : [{ key: 'own-copy', position: null }];
}

const shortOf = (leaf: string): string => Buffer.from(leaf, 'latin1').toString('base64url').slice(0, 16);

/** Entries whose row did not lie in the piece's share of the ids: each is asked for by itself. */
async function rowsElsewhere(
  report: RangeReport,
  snapshot: LogSnapshot,
  witness: Witness,
): Promise<readonly Mark[]> {
  const marks: Mark[] = [];
  for (const part of batches(report.sealsWithoutRow)) {
    const rows = new Map<number, RowNow>();
    for (const row of await snapshot.rows(part.map(({ entryId }) => entryId))) rows.set(row.entryId, row);
    for (const { position, entryId } of part) {
      const [seen] = await witness.entries(position, position + 1);
      const row = rows.get(entryId);
      if (row === undefined) marks.push({ key: `gone:${position}`, position });
      else if (row.leaf !== seen?.leaf)
        marks.push({ key: `row:${position}:${shortOf(row.leaf)}`, position, leaf: row.leaf });
    }
    if (marks.length >= MOST) break;
  }
  return marks;
}

/** Rows whose seal is not in the piece: it is another one's, or they wait to be sealed, or they were put in. */
async function sealsElsewhere(
  report: RangeReport,
  snapshot: LogSnapshot,
  witness: Witness,
  size: number,
): Promise<readonly Mark[]> {
  const marks: Mark[] = [];
  for (const ids of batches(report.rowsWithoutSeal)) {
    const sealed = new Map<number, number>();
    for (const seal of await snapshot.sealsOf(ids)) sealed.set(seal.entryId, seal.position);
    for (const [entryId, position] of sealed) {
      const [seen] = position < size ? await witness.entries(position, position + 1) : [];
      if (position < size && seen?.entryId !== entryId) marks.push({ key: `seal-of:${entryId}`, position });
    }
    const without = ids.filter((id) => !sealed.has(id));
    for (const { entryId, passedBy } of await snapshot.unsealed(without))
      if (passedBy) marks.push({ key: `put-in:${entryId}`, position: null, entryId });
    if (marks.length >= MOST) break;
  }
  return marks;
}

function* batches<T>(all: readonly T[]): Generator<readonly T[]> {
  for (let at = 0; at < all.length; at += BATCH) yield all.slice(at, at + BATCH);
}
