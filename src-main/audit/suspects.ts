import { atLevel } from './levels.ts';
import type { VerificationLevel } from '../../src-shared/audit/types.ts';
import type { Expected, Foreign, Suspicion } from './classify.ts';
import { type Difference, SUSPECT_LIMIT } from './compare.ts';
import { witnessed } from './against-witness.ts';
import { type BrokenLink, sealFacts } from './seal-facts.ts';
import type { LogSnapshot, RowNow, Seal, Witness } from './ports.ts';
import type { Stitched } from './stitch.ts';

/** Ids asked for at a time. */
const BATCH = 1000;
/** New entries among which a moved one is looked for. */
const LATER = 10_000;

/** What the reading left open. */
export type Leads = {
  readonly stitched: Stitched;
  readonly level: VerificationLevel;
  /** Rows above the highest sealed id that the sealer passed by. */
  readonly above: readonly number[];
  /** The seals differ from what this machine witnessed. */
  readonly differs: boolean;
};

/** What classification needs, and what remains to be told about seals and links. */
export type Gathered = Suspicion & {
  readonly difference: Difference | null;
  /** Links of the chain that do not hold and that nothing else explains. */
  readonly links: readonly BrokenLink[];
  /** Positions whose missing seal or broken link an expected entry explains. */
  readonly explained: ReadonlySet<number>;
  /** Rows below the highest sealed number that wait to be sealed. */
  readonly waiting: number;
  /** True when there were more suspects than are looked into. */
  readonly cut: boolean;
};

/**
 * Gathers everything that classification needs: what was expected where, what stands there now, and what nobody
 * expected.
 *
 * @throws WitnessDamagedError where this machine's own copy contradicts itself
 */
export async function suspect(leads: Leads, snapshot: LogSnapshot, witness: Witness): Promise<Gathered> {
  const { stitched, level } = leads;
  const chain = atLevel(level, 'chain');
  const expected = new Map<number, Expected>();
  const foreign = new Map<number, number | null>();
  const against = leads.differs ? await witnessed(stitched, snapshot, witness) : null;
  for (const entry of against?.expected ?? []) expected.set(entry.entryId, entry);
  for (const seal of against?.difference.added ?? [])
    if (!expected.has(seal.entryId) || against?.restored !== null) foreign.set(seal.entryId, seal.position);

  const ids = [
    ...stitched.mismatches.map((m) => m.entryId),
    ...stitched.sealsWithoutRow.map((s) => s.entryId),
    ...(await alteredPairs(stitched.crossed, snapshot)),
  ];
  const open = ids.filter((id) => !foreign.has(id) && expected.get(id)?.reference !== 'witness');
  const place = (position: number): number => against?.difference.witnessedAt(position) ?? position;
  for (const batch of batches(open))
    for (const seal of await snapshot.sealsOf(batch)) expected.set(seal.entryId, fromSeal(seal, place));
  await remember(expected, witness);

  const rows = new Map<number, RowNow>();
  for (const batch of batches([...expected.keys()]))
    for (const row of await snapshot.rows(batch)) {
      // Of two rows with one number, which only a dropped key allows, the right one is the entry.
      const known = rows.get(row.entryId);
      if (known === undefined || known.leaf !== expected.get(row.entryId)?.leaf) rows.set(row.entryId, row);
    }

  let waiting = 0;
  if (chain) {
    for (const batch of batches(stitched.rowsWithoutSeal))
      for (const row of await snapshot.unsealed(batch))
        if (!row.passedBy) waiting++;
        else if (!foreign.has(row.entryId)) foreign.set(row.entryId, null);
    for (const id of leads.above) if (!foreign.has(id)) foreign.set(id, null);
  }
  const strangers: Foreign[] = [];
  const strange = [...foreign.keys()].filter((id) => !expected.has(id) || expected.get(id)?.seal === 'lost');
  for (const batch of batches(strange))
    for (const row of await snapshot.rows(batch))
      strangers.push({ row, position: foreign.get(row.entryId) ?? null });
  if (countsDiffer(stitched)) strangers.push(...(await doubles(snapshot)));

  const later: RowNow[] = [];
  const lacking = [...expected.values()].some((e) => e.reference === 'witness' && !rows.has(e.entryId));
  const after = lacking ? (against?.difference.later ?? []).slice(0, LATER) : [];
  for (const batch of batches(after.map((seal) => seal.entryId))) later.push(...(await snapshot.rows(batch)));

  const facts = await sealFacts({
    stitched,
    expected,
    rows,
    foreign: strangers.filter(({ position }) => position === null).map(({ row }) => row),
    difference: against?.difference ?? null,
    snapshot,
  });
  for (const entry of facts.expected) expected.set(entry.entryId, entry);
  for (const row of facts.rows) rows.set(row.entryId, row);
  return {
    expected: [...expected.values()].toSorted((a, b) => a.position - b.position),
    foreign: strangers.filter(({ row }) => !facts.ownRows.has(row)),
    later,
    rows,
    restored: against?.restored ?? null,
    difference: against?.difference ?? null,
    links: facts.links,
    explained: facts.explained,
    waiting,
    cut: ids.length > SUSPECT_LIMIT || foreign.size > SUSPECT_LIMIT || against?.cut === true,
  };
}

const fromSeal = (seal: Seal, place: (position: number) => number): Expected => ({
  position: place(seal.position),
  entryId: seal.entryId,
  leaf: seal.leaf,
  body: seal.body,
  reference: 'seal',
  before: null,
  seal: 'kept',
  sealedAt: seal.position,
});

/**
 * Seals and rows that lie in the shares of two readers were seen by neither together: they are compared here. There can
 * be many of them on an honest log, when long transactions wrote side by side.
 */
async function alteredPairs(crossed: readonly number[], snapshot: LogSnapshot): Promise<readonly number[]> {
  const altered: number[] = [];
  for (let at = 0; at < crossed.length; at += BATCH) {
    const ids = crossed.slice(at, at + BATCH);
    const leaves = new Map((await snapshot.sealsOf(ids)).map((seal) => [seal.entryId, seal.leaf]));
    for (const row of await snapshot.rows(ids))
      if (leaves.get(row.entryId) !== row.leaf) altered.push(row.entryId);
  }
  return altered;
}

/** True if more rows were read than there are entries with a seal and rows without: some are there twice. */
const countsDiffer = (stitched: Stitched): boolean =>
  stitched.rows > stitched.seals - stitched.sealsWithoutRow.length + stitched.rowsWithoutSeal.length;

/** Second rows under the number of a sealed entry: possible only where the primary key was dropped. */
async function doubles(snapshot: LogSnapshot): Promise<readonly Foreign[]> {
  const found: Foreign[] = [];
  for (let from = 0; from < snapshot.sealed; from += BATCH) {
    const seals = await snapshot.sealsBetween(from, Math.min(from + BATCH, snapshot.sealed));
    const leaves = new Map(seals.map((seal) => [seal.entryId, seal]));
    const rows = Map.groupBy(await snapshot.rows([...leaves.keys()]), (row) => row.entryId);
    for (const [id, same] of rows) {
      const own = Math.max(
        same.findIndex((row) => row.leaf === leaves.get(id)?.leaf),
        0,
      );
      same.forEach((row, index) => {
        if (index !== own) found.push({ row, position: null });
      });
    }
  }
  return found;
}

// What the entry said before is known only to the witness; the seal has hashes alone.
async function remember(expected: Map<number, Expected>, witness: Witness): Promise<void> {
  const size = await witness.size();
  const open = [...expected.values()].filter((e) => e.before === null && e.position < size);
  const byPart = Map.groupBy(open, (e) => Math.floor(e.position / 256));
  for (const [part, members] of byPart) {
    const entries = await witness.entries(part * 256, Math.min(part * 256 + 256, size));
    const known = new Map(entries.map((entry) => [entry.position, entry]));
    for (const e of members) {
      const entry = known.get(e.position);
      // The seal's own body hash is in no chain; what was witnessed is better evidence.
      if (entry?.leaf === e.leaf) expected.set(e.entryId, { ...e, before: entry.header, body: entry.body });
    }
  }
}

function* batches(ids: readonly number[]): Generator<readonly number[]> {
  const limited = ids.slice(0, SUSPECT_LIMIT);
  for (let at = 0; at < limited.length; at += BATCH) yield limited.slice(at, at + BATCH);
}
