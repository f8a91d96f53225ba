import { type Hash, ZERO_HASH } from '../base/hash.ts';
import { linkOf, sealsNear } from './chain.ts';
import type { Expected } from './classify.ts';
import { rootOfLeaves } from './merkle.ts';
import type { LogSnapshot, RowNow, Seal } from './ports.ts';
import { WINDOW } from './range.ts';

/** Rows tried one by one for a gap of one seal. */
const TRIES = 2000;
/** Rows tried in every order. */
const FEW = 6;

type Gap = { readonly from: number; readonly to: number };
type Filled = Map<number, RowNow>;

/**
 * Finds the rows whose seals were removed. Put into the gap, the right ones make the chain go on behind it; at the end
 * of the log, where nothing follows, they give the block its root again.
 *
 * @param missing - positions without a seal, ascending
 * @param foreign - rows without a seal that the sealer passed by
 */
export async function removedSeals(
  missing: readonly number[],
  foreign: readonly RowNow[],
  snapshot: LogSnapshot,
): Promise<{ readonly expected: readonly Expected[]; readonly rows: readonly RowNow[] }> {
  const filled: Filled = new Map();
  if (foreign.length > 0 && missing.length > 0) {
    const gaps = gapsOf(missing);
    const near = await sealsNear(
      snapshot,
      gaps.flatMap(({ from, to }) => [from, to]),
    );
    const spare = foreign.toSorted((a, b) => a.entryId - b.entryId);
    for (const gap of gaps) fill(filled, guesses(gap, spare, near), (rows) => linked(gap, rows, near));
    for (const gap of gaps) if (!filled.has(gap.from)) await fillByRoot(filled, gap, spare, near, snapshot);
  }
  return {
    expected: [...filled].map(([position, row]) => ({
      position,
      entryId: row.entryId,
      leaf: row.leaf,
      body: row.body,
      reference: 'seal',
      before: null,
      seal: 'removed',
      sealedAt: null,
    })),
    rows: [...filled.values()],
  };
}

function gapsOf(missing: readonly number[]): readonly Gap[] {
  const gaps: { from: number; to: number }[] = [];
  for (const position of missing) {
    const last = gaps.at(-1);
    if (last?.to === position - 1) last.to = position;
    else gaps.push({ from: position, to: position });
  }
  return gaps;
}

/** Rows that may have stood in the gap: first those whose numbers lie between its neighbours' numbers. */
function* guesses(
  { from, to }: Gap,
  spare: readonly RowNow[],
  near: ReadonlyMap<number, Seal>,
): Generator<readonly RowNow[]> {
  const length = to - from + 1;
  const above = near.get(from - 1)?.entryId ?? Number.NEGATIVE_INFINITY;
  const below = near.get(to + 1)?.entryId ?? Number.POSITIVE_INFINITY;
  const between = spare.filter((row) => row.entryId > above && row.entryId < below);
  // Numbers are given out before transactions end: the order of a few may be any.
  if (between.length === length) yield* length <= FEW ? orders(between) : [between];
  if (spare.length === length) yield* length <= FEW ? orders(spare) : [spare];
  if (length === 1) for (const row of spare.slice(0, TRIES)) yield [row];
}

function* orders<T>(members: readonly T[]): Generator<readonly T[]> {
  if (members.length <= 1) yield members;
  else
    for (const [at, first] of members.entries())
      for (const rest of orders(members.toSpliced(at, 1))) yield [first, ...rest];
}

function fill(
  filled: Filled,
  choices: Iterable<readonly RowNow[]>,
  at: (rows: readonly RowNow[]) => number | null,
): void {
  const taken = new Set(filled.values());
  for (const rows of choices) {
    if (rows.some((row) => taken.has(row))) continue;
    const from = at(rows);
    if (from === null) continue;
    rows.forEach((row, index) => filled.set(from + index, row));
    return;
  }
}

/** First position of the gap if the chain goes on behind it with these rows in it. */
function linked({ from, to }: Gap, rows: readonly RowNow[], near: ReadonlyMap<number, Seal>): number | null {
  const next = near.get(to + 1);
  let chain: Hash | undefined = from === 0 ? ZERO_HASH : near.get(from - 1)?.chain;
  if (chain === undefined || next === undefined) return null;
  for (const row of rows) chain = linkOf(chain, row.leaf);
  return linkOf(chain, next.leaf) === next.chain ? from : null;
}

async function fillByRoot(
  filled: Filled,
  gap: Gap,
  spare: readonly RowNow[],
  near: ReadonlyMap<number, Seal>,
  snapshot: LogSnapshot,
): Promise<void> {
  const window = Math.floor(gap.from / WINDOW) * WINDOW;
  const blocks = (await snapshot.blocksBetween(window, Math.min(gap.to + 1, window + WINDOW))).filter(
    (block) => block.last >= gap.from,
  );
  const first = blocks[0]?.first ?? gap.from;
  const last = blocks.at(-1)?.last ?? gap.to;
  if (blocks.length === 0 || last - first >= WINDOW) return;
  const seals = new Map((await snapshot.sealsBetween(first, last + 1)).map((seal) => [seal.position, seal]));
  fill(filled, guesses(gap, spare, near), (rows) => {
    const leafAt = (position: number): Hash | undefined =>
      (seals.get(position) ?? filled.get(position) ?? rows[position - gap.from])?.leaf;
    const whole = blocks.every((block) => {
      const leaves = Array.from({ length: block.last - block.first + 1 }, (_, i) => leafAt(block.first + i));
      const there = leaves.filter((leaf) => leaf !== undefined);
      return there.length === leaves.length && rootOfLeaves(there) === block.root;
    });
    return whole ? gap.from : null;
  });
}
