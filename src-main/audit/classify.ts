import type { EntryHeader, Evidence, Finding, TamperType } from '../../src-shared/audit/types.ts';
import { type Hash, hexOf } from '../base/hash.ts';
import { headerOf, leafOf, withId } from './entry.ts';
import type { RowNow } from './ports.ts';

/** An entry that should be in the log: as it was sealed, or as this machine witnessed it. */
export type Expected = {
  readonly position: number;
  readonly entryId: number;
  readonly leaf: Hash;
  readonly body: Hash;
  readonly reference: 'seal' | 'witness';
  readonly before: EntryHeader | null;
};

/** What is to be told apart. */
export type Suspicion = {
  /** Entries whose row is missing or differs, each id once. */
  readonly expected: readonly Expected[];
  /** Rows that nothing sealed, or that were sealed only behind the witness's back; with their position if they have one. */
  readonly foreign: readonly { readonly row: RowNow; readonly position: number | null }[];
  /** Rows as they are now, for the ids of `expected`. */
  readonly rows: ReadonlyMap<number, RowNow>;
};

/** When it can have happened. */
export type Moment = {
  readonly earliest: (position: number | null) => string | null;
  readonly latest: string;
};

/** Most hashes spent on finding out where moved rows went. */
const MOVE_BUDGET = 2_000_000;

/**
 * Tells the six types apart by content: an entry that is gone from its place and found under another id was moved; a
 * place that holds content nobody sealed was filled; the same content with another time was re-dated.
 */
export function classify(suspicion: Suspicion, moment: Moment): readonly Finding[] {
  const { expected, foreign, rows } = suspicion;
  const suspects = expected.filter((e) => rows.get(e.entryId)?.leaf !== e.leaf);
  const candidates = [
    ...suspects
      .flatMap((e) => rows.get(e.entryId) ?? [])
      .filter((row) => !sameButForTime(row, suspects, rows)),
    ...foreign.map(({ row }) => row),
  ];
  const moves = findMoves(suspects, candidates);
  const arrived = new Set([...moves.values()].map((row) => row.entryId));
  const findings: Finding[] = [];
  const add = (type: TamperType, position: number | null, entryId: number, evidence: Evidence): void => {
    findings.push({
      type,
      position,
      entryId,
      earliest: moment.earliest(position),
      latest: moment.latest,
      evidence,
    });
  };

  for (const e of suspects) {
    const row = rows.get(e.entryId) ?? null;
    const moved = moves.get(e.entryId);
    if (moved !== undefined) {
      add('reordering', e.position, e.entryId, {
        ...evidenceOf(e, moved),
        summary: `Entry ${e.entryId} was moved: its content now stands under number ${moved.entryId}.`,
        movedFrom: e.entryId,
      });
      if (row !== null && !arrived.has(row.entryId))
        add('insertion', e.position, row.entryId, {
          ...evidenceOf(null, row),
          summary: `Under number ${row.entryId} stands an entry that nobody sealed.`,
        });
    } else if (row === null || arrived.has(row.entryId)) {
      add('deletion', e.position, e.entryId, {
        ...evidenceOf(e, null),
        summary:
          row === null
            ? `Entry ${e.entryId} was removed after it was sealed.`
            : `Entry ${e.entryId} was removed; another entry was moved into its place.`,
      });
    } else if (row.body === e.body) {
      add('timestamp-manipulation', e.position, e.entryId, {
        ...evidenceOf(e, row),
        summary: `The time of entry ${e.entryId} was changed; everything else is as it was.`,
      });
    } else {
      add('modification', e.position, e.entryId, {
        ...evidenceOf(e, row),
        summary: `Entry ${e.entryId} was changed after it was sealed.`,
      });
    }
  }
  for (const { row, position } of foreign)
    if (!arrived.has(row.entryId))
      add('insertion', position, row.entryId, {
        ...evidenceOf(null, row),
        summary: `Entry ${row.entryId} was put into the log behind the sealer's back.`,
      });
  return findings;
}

const sameButForTime = (
  row: RowNow,
  suspects: readonly Expected[],
  rows: ReadonlyMap<number, RowNow>,
): boolean =>
  suspects.length > 0 && rows.get(row.entryId) === row && bodies(suspects).get(row.entryId) === row.body;

const bodyIndex = new WeakMap<readonly Expected[], ReadonlyMap<number, Hash>>();
function bodies(suspects: readonly Expected[]): ReadonlyMap<number, Hash> {
  const known = bodyIndex.get(suspects);
  if (known !== undefined) return known;
  const index = new Map(suspects.map((e) => [e.entryId, e.body]));
  bodyIndex.set(suspects, index);
  return index;
}

/**
 * Finds, for entries that are gone from their place, the row that holds their content now. The id is part of the sealed
 * bytes, so each guess costs a hash: distances that fitted before are tried first, then all pairs within a budget.
 */
function findMoves(
  suspects: readonly Expected[],
  candidates: readonly RowNow[],
): ReadonlyMap<number, RowNow> {
  const moves = new Map<number, RowNow>();
  const wanted = new Map(suspects.map((e) => [e.entryId, e]));
  const distances: number[] = [];
  let budget = MOVE_BUDGET;
  const fits = (row: RowNow, id: number): boolean => {
    const target = wanted.get(id);
    if (target === undefined || id === row.entryId || moves.has(id)) return false;
    budget--;
    return leafOf(withId(row.bytes, id)) === target.leaf;
  };
  const take = (row: RowNow, id: number): void => {
    moves.set(id, row);
    const distance = id - row.entryId;
    const known = distances.indexOf(distance);
    if (known >= 0) distances.splice(known, 1);
    distances.unshift(distance);
    distances.length = Math.min(distances.length, 16);
  };
  for (const row of candidates) {
    if (budget <= 0) break;
    const near = distances.map((d) => row.entryId + d).find((id) => fits(row, id));
    if (near !== undefined) {
      take(row, near);
      continue;
    }
    for (const id of wanted.keys()) {
      if (budget <= 0) break;
      if (!fits(row, id)) continue;
      take(row, id);
      break;
    }
  }
  return moves;
}

const evidenceOf = (expected: Expected | null, row: RowNow | null): Omit<Evidence, 'summary'> => ({
  expectedLeaf: expected === null ? null : hexOf(expected.leaf),
  foundLeaf: row === null ? null : hexOf(row.leaf),
  reference: expected?.reference ?? 'seal',
  before: expected?.before ?? null,
  now: row === null ? null : headerOf(row.bytes),
  movedFrom: null,
  block: null,
});
