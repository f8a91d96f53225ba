import type { Expected } from './classify.ts';
import { Alignment, type Difference, SUSPECT_LIMIT } from './compare.ts';
import { headerOf } from './entry.ts';
import { append, rootOf } from './merkle.ts';
import type { LogSnapshot, Witness, WitnessedEntry } from './ports.ts';
import { WINDOW } from './range.ts';
import type { Stitched } from './stitch.ts';
import { frontierAt, rootAt, TileMissingError } from './tiles.ts';

/** What the log departs from, entry by entry. */
export type AgainstWitness = {
  readonly expected: readonly Expected[];
  readonly difference: Difference;
  /** Sentence on an older state of the log that was put back, or null. */
  readonly restored: string | null;
  /** True when there were more differences than are looked into. */
  readonly cut: boolean;
};

/** Entries asked for to see whether an older state was put back. */
const PROBE = 1000;

/**
 * Lines the seals up with what this machine witnessed.
 *
 * @throws TileMissingError where this machine's own copy contradicts itself
 */
export async function witnessed(
  stitched: Stitched,
  snapshot: LogSnapshot,
  witness: Witness,
): Promise<AgainstWitness> {
  const size = await witness.size();
  const difference = await lineUp(size, snapshot, witness);
  const gone = await entriesAt(difference.gone.slice(0, SUSPECT_LIMIT), witness);
  const moved = new Map(difference.moved.slice(0, SUSPECT_LIMIT).map((m) => [m.witnessed, m.sealed]));
  const restored = await restoredState(size, gone, difference, stitched, snapshot, await witness.first());
  const ids = new Set(difference.added.map((seal) => seal.entryId));
  const places = new Set(difference.added.map((seal) => seal.position));
  const statusOf = (entry: WitnessedEntry): Expected['seal'] => {
    if (restored?.reused === true) return 'lost';
    return ids.has(entry.entryId) || places.has(entry.position) ? 'rewritten' : 'removed';
  };
  return {
    expected: [
      ...gone.map((entry) => fromWitness(entry, statusOf(entry), null)),
      ...(await entriesAt([...moved.keys()], witness)).map((entry) =>
        fromWitness(entry, 'misplaced', moved.get(entry.position) ?? null),
      ),
    ],
    difference,
    restored: restored?.sentence ?? null,
    cut: difference.cut || difference.gone.length + difference.moved.length > SUSPECT_LIMIT,
  };
}

async function lineUp(size: number, snapshot: LogSnapshot, witness: Witness): Promise<Difference> {
  const begin = await witness.first();
  const start = Math.max(snapshot.start?.size ?? 0, begin);
  const read = witness.tile.bind(witness);
  const alignment = new Alignment(start);
  const own = await frontierAt(begin, read);
  let whole = true;
  // What was removed before a cut is expected nowhere, and what this machine never saw it cannot compare.
  const expected = <T extends { readonly position: number }>(members: readonly T[]): readonly T[] =>
    members.filter(({ position }) => position >= start);
  for (let from = begin - (begin % WINDOW); whole && from < Math.max(size, snapshot.sealed); from += WINDOW) {
    const to = from + WINDOW;
    const seals =
      from < snapshot.sealed ? await snapshot.sealsBetween(from, Math.min(to, snapshot.sealed)) : [];
    const entries = from < size ? await witness.entries(from, Math.min(to, size)) : [];
    for (const entry of entries) append(own, entry.leaf);
    whole = start > from ? alignment.add(expected(entries), expected(seals)) : alignment.add(entries, seals);
  }
  // The root needs only a handful of tiles: a damaged leaf among the others would make an honest log look changed.
  if (whole && (own.size !== size || rootOf(own) !== (await rootAt(size, read))))
    throw new TileMissingError('leaves and root differ');
  return alignment.finish();
}

const fromWitness = (entry: WitnessedEntry, seal: Expected['seal'], sealedAt: number | null): Expected => ({
  position: entry.position,
  entryId: entry.entryId,
  leaf: entry.leaf,
  body: entry.body,
  reference: 'witness',
  before: entry.header,
  seal,
  sealedAt,
});

async function entriesAt(positions: readonly number[], witness: Witness): Promise<readonly WitnessedEntry[]> {
  const found: WitnessedEntry[] = [];
  const size = await witness.size();
  for (const [part, members] of Map.groupBy(positions, (position) => Math.floor(position / 256))) {
    const wanted = new Set(members);
    for (const entry of await witness.entries(part * 256, Math.min(part * 256 + 256, size)))
      if (wanted.has(entry.position)) found.push(entry);
  }
  return found;
}

/**
 * An older state that was put back leaves another picture than tampering inside: the structures agree with each other,
 * everything is as witnessed up to a point, and nothing from there on. Entries that only keep their number and get a
 * time of their own are the log that went on from there.
 */
async function restoredState(
  size: number,
  gone: readonly WitnessedEntry[],
  difference: Difference,
  stitched: Stitched,
  snapshot: LogSnapshot,
  begin: number,
): Promise<{ readonly sentence: string; readonly reused: boolean } | null> {
  const { prefix } = difference;
  const sound =
    stitched.missingSeals.length === 0 &&
    stitched.brokenLinks.length === 0 &&
    stitched.blockFaults.length === 0;
  const nothingAfter = difference.gone.length === size - prefix && difference.gone[0] === prefix;
  if (!sound || !nothingAfter || difference.moved.length > 0) return null;
  const border = await snapshot.blocksBetween(Math.max(prefix - WINDOW, 0), prefix);
  if (prefix > 0 && border.at(-1)?.last !== prefix - 1) return null;
  const probe = new Map(gone.slice(0, PROBE).map((entry) => [entry.entryId, entry]));
  const rows = await snapshot.rows([...probe.keys()]);
  const stays = rows.some(
    (row) =>
      headerOf(row.bytes).occurredAt === probe.get(row.entryId)?.header.occurredAt ||
      row.body === probe.get(row.entryId)?.body,
  );
  if (stays) return null;
  const upTo = `The log is as this machine witnessed it up to position ${prefix - 1}`;
  const same =
    prefix === Math.max(snapshot.start?.size ?? 0, begin)
      ? 'Nothing in the log is as this machine witnessed it'
      : upTo;
  return rows.length > 0 || snapshot.sealed > prefix
    ? {
        sentence: `${same}, and other entries follow: an older state of the database was put back and went on from there.`,
        reused: rows.length > 0,
      }
    : {
        sentence: `${same} and ends there: an older state of the database was put back, or its end was cut off.`,
        reused: false,
      };
}
