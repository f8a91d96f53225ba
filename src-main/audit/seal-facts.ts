import { type Hash, ZERO_HASH } from '../base/hash.ts';
import { chainStart, linkOf, sealsNear } from './chain.ts';
import type { Expected } from './classify.ts';
import { type Difference, SUSPECT_LIMIT } from './compare.ts';
import type { LogSnapshot, RowNow, Seal } from './ports.ts';
import { removedSeals } from './removed-seals.ts';
import { sealOrder, type SealOrder } from './seal-order.ts';
import type { Stitched } from './stitch.ts';

/** A link of the chain that does not hold: the seal there, or its chain value alone, was rewritten. */
export type BrokenLink = {
  readonly position: number;
  readonly entryId: number | null;
  readonly valueOnly: boolean;
};

/** What chain and blocks say of the seals themselves. */
export type SealFacts = {
  /** Entries whose seal is false, out of place or gone although their row is right. */
  readonly expected: readonly Expected[];
  readonly rows: readonly RowNow[];
  /** Rows that nobody seemed to expect, but whose seal was removed. */
  readonly ownRows: ReadonlySet<RowNow>;
  readonly explained: ReadonlySet<number>;
  readonly links: readonly BrokenLink[];
};

/** What sealFacts works on. */
export type Case = {
  readonly stitched: Stitched;
  readonly expected: ReadonlyMap<number, Expected>;
  readonly rows: ReadonlyMap<number, RowNow>;
  /** Rows without a seal that the sealer passed by. */
  readonly foreign: readonly RowNow[];
  readonly difference: Difference | null;
  readonly snapshot: LogSnapshot;
};

/** Decides by chain and blocks, where a row and its seal contradict each other or links do not hold, which is false. */
export async function sealFacts(given: Case): Promise<SealFacts> {
  const { stitched, snapshot, difference } = given;
  const joins = (position: number): boolean => difference?.joins(position) ?? true;
  const behind = await behindTrue(
    stitched.brokenLinks.filter((position) => !joins(position)),
    given,
  );
  const broken = stitched.brokenLinks.filter((position) => joins(position) || behind.has(position));
  const suspects = [...given.expected.values()].filter(
    (e) => e.reference === 'seal' && e.before === null && e.sealedAt !== null,
  );
  const seals = await sealsNear(snapshot, [...broken, ...suspects.flatMap((e) => e.sealedAt ?? [])]);
  const falsified = falseSeals(suspects, given.rows, seals);
  const removed = await removedSeals(stitched.missingSeals, given.foreign, snapshot);
  const explained = new Set([...falsified.explained, ...removed.expected.map((e) => e.position)]);
  const open = broken.filter((position) => !explained.has(position));
  const order = sealOrder(open, seals, snapshot.sealed, chainStart(snapshot.start));
  const placed = order === null ? null : await misplaced(order.moved, given);
  for (const position of order?.explained ?? []) explained.add(position);
  return {
    expected: [...falsified.expected, ...removed.expected, ...(placed?.expected ?? [])],
    rows: [...removed.rows, ...(placed?.rows ?? [])],
    ownRows: new Set(removed.rows),
    explained,
    links: links(
      open.filter((position) => !explained.has(position)),
      seals,
    ),
  };
}

/**
 * Broken links that are no traces of the seal before, although that was rewritten: the chain value there is the one that
 * follows from the witnessed leaf. Only where nothing was witnessed any more is the seal behind it not told otherwise.
 */
async function behindTrue(traces: readonly number[], given: Case): Promise<ReadonlySet<number>> {
  const leaves = new Map<number, Hash>();
  for (const e of given.expected.values()) if (e.reference === 'witness') leaves.set(e.position, e.leaf);
  const found = new Set<number>();
  for (const position of traces.filter((at) => leaves.has(at - 1) && !leaves.has(at))) {
    const seals = await sealsNear(given.snapshot, [position - 1]);
    const before = chainBefore(position - 1, seals);
    const leaf = leaves.get(position - 1);
    if (before !== null && leaf !== undefined && linkOf(before, leaf) === seals.get(position - 1)?.chain)
      found.add(position);
  }
  return found;
}

const chainBefore = (position: number, seals: ReadonlyMap<number, Seal>): Hash | null =>
  position === 0 ? ZERO_HASH : (seals.get(position - 1)?.chain ?? null);

/** True if the seal follows on the chain value. */
function goesOn(chain: Hash, next: Seal | undefined): boolean {
  if (next === undefined) return false;
  return linkOf(chain, next.leaf) === next.chain;
}

/** Where the chain goes on from the row as it is, it is the seal that was rewritten. */
function falseSeals(
  suspects: readonly Expected[],
  rows: ReadonlyMap<number, RowNow>,
  seals: ReadonlyMap<number, Seal>,
): { readonly expected: readonly Expected[]; readonly explained: readonly number[] } {
  const expected: Expected[] = [];
  const explained: number[] = [];
  for (const e of suspects) {
    const row = rows.get(e.entryId);
    const at = e.sealedAt ?? 0;
    const before = chainBefore(at, seals);
    if (row === undefined || row.leaf === e.leaf || before === null) continue;
    const next = seals.get(at + 1);
    const chain = linkOf(before, row.leaf);
    const both = goesOn(chain, next);
    if (chain !== seals.get(at)?.chain && !both) continue;
    expected.push({ ...e, leaf: row.leaf, body: row.body, seal: 'rewritten' });
    explained.push(at, ...(both ? [at + 1] : []));
  }
  return { expected, explained };
}

/** Entries whose seals stand in another place than the chain says. */
async function misplaced(
  moved: SealOrder['moved'],
  given: Case,
): Promise<{ readonly expected: readonly Expected[]; readonly rows: readonly RowNow[] }> {
  const places = new Map(moved.slice(0, SUSPECT_LIMIT).map(({ from, position }) => [from, position]));
  const seals = await sealsNear(given.snapshot, [...places.keys()]);
  const expected = [...places].flatMap(([from, position]): Expected[] => {
    const seal = seals.get(from);
    if (seal === undefined) return [];
    const known = given.expected.get(seal.entryId);
    return [
      { reference: 'seal', before: null, ...seal, ...known, position, seal: 'misplaced', sealedAt: from },
    ];
  });
  const rows: RowNow[] = [];
  const ids = expected.map((e) => e.entryId).filter((id) => !given.rows.has(id));
  for (let at = 0; at < ids.length; at += 1000)
    rows.push(...(await given.snapshot.rows(ids.slice(at, at + 1000))));
  return { expected, rows };
}

/** Chain values in a row that may be false together. */
const VALUES = 1000;

function links(broken: readonly number[], seals: ReadonlyMap<number, Seal>): readonly BrokenLink[] {
  const told: BrokenLink[] = [];
  const open = new Set(broken);
  for (const position of broken) {
    if (!open.has(position)) continue;
    const end = holdsAgainAt(position, open, seals);
    for (let at = position; at < (end ?? position + 1); at++)
      told.push({ position: at, entryId: seals.get(at)?.entryId ?? null, valueOnly: end !== null });
    for (let at = position; at <= (end ?? position); at++) open.delete(at);
  }
  return told;
}

/** Where the chain holds again when it is followed by the leaves alone: the values before it are what is false. */
function holdsAgainAt(
  position: number,
  open: ReadonlySet<number>,
  seals: ReadonlyMap<number, Seal>,
): number | null {
  let chain = chainBefore(position, seals);
  for (let at = position; at < position + VALUES && chain !== null && open.has(at); at++) {
    const seal = seals.get(at);
    if (seal === undefined) return null;
    if (at > position && goesOn(chain, seal)) return at;
    chain = linkOf(chain, seal.leaf);
  }
  return null;
}
