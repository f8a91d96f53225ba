import type { VerificationLevel } from '../../src-shared/audit/types.ts';
import { LEVELS } from '../../src-shared/audit/types.ts';
import type { Expected, Suspicion } from './classify.ts';
import { compare, type Placed } from './compare.ts';
import type { LogSnapshot, RowNow, Witness, WitnessedEntry } from './ports.ts';
import { WINDOW } from './range.ts';
import type { Stitched } from './stitch.ts';

/** At most this many suspects are looked into one by one; a log altered beyond it is told by its first ones. */
export const SUSPECT_LIMIT = 100_000;
const BATCH = 1000;

/** What the reading left open. */
export type Leads = {
  readonly stitched: Stitched;
  readonly level: VerificationLevel;
  /** Rows above the highest sealed id that the sealer passed by. */
  readonly above: readonly number[];
  /** The seals differ from what this machine witnessed. */
  readonly differs: boolean;
};

/** Entries found out of order by content, beside what {@link Suspicion} says. */
export type OrderedSuspicion = Suspicion & { readonly moved: readonly Expected[] };

/**
 * Gathers everything that classification needs: what was expected where, what stands there now, and what nobody
 * expected.
 */
export async function suspect(
  leads: Leads,
  snapshot: LogSnapshot,
  witness: Witness,
): Promise<OrderedSuspicion> {
  const { stitched, level } = leads;
  const expected = new Map<number, Expected>();
  const ids = [
    ...stitched.mismatches.map((m) => m.entryId),
    ...stitched.sealsWithoutRow.map((s) => s.entryId),
  ];
  const foreignPositions = new Map<number, number | null>();
  const moved: Expected[] = [];

  if (leads.differs) {
    const difference = await compareWithWitness(snapshot, witness);
    for (const entry of difference.gone) expected.set(entry.entryId, fromWitness(entry));
    for (const seal of difference.added)
      if (!expected.has(seal.entryId)) foreignPositions.set(seal.entryId, seal.position);
    for (const entry of difference.moved) moved.push(fromWitness(entry));
  }
  for (const batch of batches(ids.filter((id) => !expected.has(id) && !foreignPositions.has(id))))
    for (const seal of await snapshot.sealsOf(batch))
      expected.set(seal.entryId, { ...seal, reference: 'seal', before: null });
  await rememberHeaders(expected, witness);

  const rows = new Map<number, RowNow>();
  for (const batch of batches([...expected.keys()]))
    for (const row of await snapshot.rows(batch)) rows.set(row.entryId, row);

  if (LEVELS.indexOf(level) >= LEVELS.indexOf('chain')) {
    for (const batch of batches(stitched.rowsWithoutSeal))
      for (const row of await snapshot.unsealed(batch))
        if (row.passedBy) foreignPositions.set(row.entryId, null);
    for (const id of leads.above) foreignPositions.set(id, null);
  }
  const foreign: { row: RowNow; position: number | null }[] = [];
  const foreignIds = [...foreignPositions.keys()].filter((id) => !expected.has(id));
  for (const batch of batches(foreignIds))
    for (const row of await snapshot.rows(batch))
      foreign.push({ row, position: foreignPositions.get(row.entryId) ?? null });
  return { expected: [...expected.values()], foreign, rows, moved };
}

const fromWitness = (entry: WitnessedEntry): Expected => ({
  position: entry.position,
  entryId: entry.entryId,
  leaf: entry.leaf,
  body: entry.body,
  reference: 'witness',
  before: entry.header,
});

// What the entry said before is known only to the witness; the seal has hashes alone.
async function rememberHeaders(expected: Map<number, Expected>, witness: Witness): Promise<void> {
  const size = await witness.size();
  const open = [...expected.values()].filter((e) => e.before === null && e.position < size);
  const byPart = Map.groupBy(open, (e) => Math.floor(e.position / 256));
  for (const [part, members] of byPart) {
    const known = new Map(
      (await witness.entries(part * 256, Math.min(part * 256 + 256, size))).map((w) => [w.position, w]),
    );
    for (const e of members) {
      const entry = known.get(e.position);
      if (entry?.leaf === e.leaf) expected.set(e.entryId, { ...e, before: entry.header });
    }
  }
}

/** Finds where the seals depart from the witness: only parts whose leaves differ are held in memory. */
async function compareWithWitness(
  snapshot: LogSnapshot,
  witness: Witness,
): Promise<{ gone: readonly WitnessedEntry[]; added: readonly Placed[]; moved: readonly WitnessedEntry[] }> {
  const size = await witness.size();
  const then: WitnessedEntry[] = [];
  const now: Placed[] = [];
  for (
    let from = 0;
    from < Math.max(size, snapshot.sealed) && then.length < SUSPECT_LIMIT * 10;
    from += WINDOW
  ) {
    const upTo = from + WINDOW;
    const seals =
      from < snapshot.sealed ? await snapshot.sealsBetween(from, Math.min(upTo, snapshot.sealed)) : [];
    const entries = from < size ? await witness.entries(from, Math.min(upTo, size)) : [];
    const byPosition = new Map(seals.map((s) => [s.position, s]));
    for (const entry of entries) {
      const seal = byPosition.get(entry.position);
      if (seal?.leaf !== entry.leaf) then.push(entry);
      else byPosition.delete(entry.position);
    }
    // Behind the witnessed size only leaves that were witnessed elsewhere matter; new entries are nobody's suspects.
    for (const seal of byPosition.values()) now.push(seal);
  }
  const difference = compare(then, now);
  const byLeaf = new Map(then.map((entry) => [entry.leaf, entry]));
  return {
    gone: difference.gone.flatMap((p) => byLeaf.get(p.leaf) ?? []),
    added: difference.added.filter((p) => p.position < size),
    moved: difference.moved.flatMap((p) => byLeaf.get(p.leaf) ?? []),
  };
}

function* batches(ids: readonly number[]): Generator<readonly number[]> {
  const limited = ids.slice(0, SUSPECT_LIMIT);
  for (let at = 0; at < limited.length; at += BATCH) yield limited.slice(at, at + BATCH);
}
