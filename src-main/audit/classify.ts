import type { EntryHeader, Evidence, TamperType } from '../../src-shared/audit/types.ts';
import { type Hash, hexOf } from '../base/hash.ts';
import type { Draft } from './draft.ts';
import { headerOf } from './entry.ts';
import { findMoves } from './moves.ts';
import type { RowNow } from './ports.ts';

/** An entry that should be in the log: as it was sealed, or as this machine witnessed it. */
export type Expected = {
  readonly position: number;
  readonly entryId: number;
  readonly leaf: Hash;
  readonly body: Hash;
  readonly reference: 'seal' | 'witness';
  readonly before: EntryHeader | null;
  /**
   * What became of the entry's seal, where that is known apart from its row: by the witness or by the chain. `lost` is an
   * entry of a history that was put back to an older state; whatever has its number now is another entry.
   */
  readonly seal: 'kept' | 'removed' | 'rewritten' | 'misplaced' | 'lost';
  /** Position of the seal that names the entry now, where one was read; else null. */
  readonly sealedAt: number | null;
};

/** A row that nobody expected, with the position it was sealed at, if any. */
export type Foreign = { readonly row: RowNow; readonly position: number | null };

/** What is to be told apart. */
export type Suspicion = {
  /** Entries whose row or seal is missing or differs, each id once. */
  readonly expected: readonly Expected[];
  /** Rows that nothing sealed, that were sealed only behind the witness's back, or that are there twice. */
  readonly foreign: readonly Foreign[];
  /** Rows sealed after this machine looked last: nobody's suspects, but a moved entry may be among them. */
  readonly later: readonly RowNow[];
  /** Rows as they are now, for the ids of `expected`. */
  readonly rows: ReadonlyMap<number, RowNow>;
  /** Sentence on an older state of the log that was put back, or null. */
  readonly restored: string | null;
};

/**
 * Tells the six types apart by content: an entry that is gone from its place and found under another id was moved; a
 * place that holds content nobody sealed was filled; the same content with another time was re-dated.
 */
export function classify(suspicion: Suspicion): readonly Draft[] {
  const { expected, foreign, rows, restored } = suspicion;
  const rowOf = (e: Expected): RowNow | null => (e.seal === 'lost' ? null : (rows.get(e.entryId) ?? null));
  const rowRight = (e: Expected): boolean => rowOf(e)?.leaf === e.leaf;
  const redated = (e: Expected): boolean => rowOf(e)?.body === e.body;
  const suspects = expected.filter((e) => !rowRight(e));
  const vanished = suspects.filter((e) => e.seal !== 'lost' && !redated(e));
  const candidates = [
    ...vanished.flatMap((e) => rowOf(e) ?? []),
    ...foreign.map(({ row }) => row),
    ...suspicion.later,
  ];
  // A seal that was made to name another entry still holds the leaf of its own.
  const byLeaf = new Map(candidates.map((row) => [row.leaf, row]));
  const named = new Map(vanished.flatMap((e) => entryOf(e, byLeaf.get(e.leaf))));
  const spared = new Set([...named.values()].map((row) => row.entryId));
  const moves = findMoves(
    vanished.filter((e) => !named.has(e.entryId)),
    candidates.filter((row) => !spared.has(row.entryId)),
  );
  const arrived = new Set([...[...moves.values()].map((row) => row.entryId), ...spared]);
  const findings: Draft[] = [];
  const add = (type: TamperType, position: number | null, entryId: number, evidence: Evidence): void => {
    findings.push({ type, position, entryId, evidence });
  };

  for (const e of expected) {
    const row = rowOf(e);
    const at = evidenceOf(e, row);
    const id = e.entryId;
    if (rowRight(e)) {
      if (e.seal === 'kept') continue;
      const [type, words] = SEAL_WORDS[e.seal];
      add(type, e.position, id, {
        ...at,
        summary: `The seal of entry ${id} ${words}; the entry itself is as ${REFERENCES[e.reference]}.`,
      });
      continue;
    }
    const own = named.get(id);
    const moved = moves.get(id);
    if (own !== undefined) {
      add('modification', e.position, own.entryId, {
        ...evidenceOf(e, own),
        summary: `The seal of entry ${own.entryId} was rewritten to name entry ${id}; the entry itself is as it was sealed.`,
      });
    } else if (moved !== undefined) {
      add('reordering', e.position, id, {
        ...evidenceOf(e, moved),
        summary: `Entry ${id} was moved: its content now stands under number ${moved.entryId}.`,
        movedFrom: id,
      });
      if (row !== null && !arrived.has(row.entryId))
        add('insertion', e.position, row.entryId, {
          ...evidenceOf(null, row),
          summary: `Under number ${row.entryId} stands an entry that nobody sealed.`,
        });
    } else if (e.seal === 'lost') {
      add('deletion', e.position, id, { ...at, summary: `Entry ${id} is missing. ${restored ?? ''}`.trim() });
    } else if (row === null || arrived.has(row.entryId)) {
      add('deletion', e.position, id, {
        ...evidenceOf(e, null),
        summary:
          row === null
            ? `Entry ${id} was removed after it was sealed. ${restored ?? ''}`.trim()
            : `Entry ${id} was removed; another entry was moved into its place.`,
      });
    } else if (redated(e)) {
      add('timestamp-manipulation', e.position, id, {
        ...at,
        summary: `The time of entry ${id} was changed; everything else is as it was.`,
      });
    } else {
      add('modification', e.position, id, { ...at, summary: `Entry ${id} was changed after it was sealed.` });
    }
  }
  for (const { row, position } of foreign)
    if (!arrived.has(row.entryId))
      add('insertion', position, row.entryId, {
        ...evidenceOf(null, row),
        summary:
          position === null || restored === null
            ? `Entry ${row.entryId} was put into the log behind the sealer's back.`
            : `Entry ${row.entryId} was sealed in the place of another one. ${restored}`,
      });
  return findings;
}

const entryOf = (e: Expected, row: RowNow | undefined): [number, RowNow][] =>
  row === undefined || row.entryId === e.entryId ? [] : [[e.entryId, row]];

const REFERENCES = { seal: 'the chain and the blocks say', witness: 'this machine witnessed it' } as const;
const SEAL_WORDS: Record<Exclude<Expected['seal'], 'kept'>, readonly [TamperType, string]> = {
  removed: ['deletion', 'was removed'],
  rewritten: ['modification', 'was rewritten'],
  misplaced: ['reordering', 'stands in another place'],
  lost: ['deletion', 'was removed'],
};

const evidenceOf = (expected: Expected | null, row: RowNow | null): Omit<Evidence, 'summary'> => ({
  expectedLeaf: expected === null ? null : hexOf(expected.leaf),
  foundLeaf: row === null ? null : hexOf(row.leaf),
  reference: expected?.reference ?? 'seal',
  before: expected?.before ?? null,
  now: row === null ? null : headerOf(row.bytes),
  movedFrom: null,
  block: null,
});
