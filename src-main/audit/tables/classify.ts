import type { Evidence, MappedRow, TamperType } from '../../../src-shared/audit/types.ts';
import { type Hash, hexOf } from '../../base/hash.ts';
import type { Draft } from '../draft.ts';

/** A row of the table as it is now. */
export type RowSeen = {
  readonly leaf: Hash;
  readonly body: Hash;
  /** Bytes of the time; null where there is none. */
  readonly time: string | null;
  readonly shown: MappedRow;
};

/** A row as it was witnessed. */
export type RowKnown = RowSeen & { readonly position: number };

/** What a reading of the whole table did not find as it was witnessed. */
export type TableSuspicion = {
  /** Witnessed rows whose key is gone. */
  readonly absent: readonly RowKnown[];
  /** Witnessed rows under whose key something else stands. */
  readonly changed: readonly { readonly known: RowKnown; readonly now: RowSeen }[];
  /** Unknown rows that cannot be new, and second rows under a key. */
  readonly behind: readonly RowSeen[];
  /** Unknown rows that may be new: nobody's suspects, but a moved row may be among them. */
  readonly later: readonly RowSeen[];
  /** Sentence on an older state of the table that was put back, or null. */
  readonly restored: string | null;
};

/**
 * Tells the types apart: the same key and content with another time was re-dated; content and time of a witnessed row
 * found under a key that it did not have were moved; what is left of a place is a changed or a missing row.
 */
export function classifyRows({ absent, changed, behind, later, restored }: TableSuspicion): readonly Draft[] {
  if (restored !== null) return putBack(absent, changed, restored);
  const findings: (Draft & { readonly position: number | null })[] = [];
  const add = (type: TamperType, known: RowKnown | null, now: RowSeen | null, summary: string): void => {
    findings.push({
      type,
      position: known?.position ?? null,
      entryId: null,
      key: (known ?? now)?.shown.key ?? '',
      evidence: evidenceOf(known, now, summary),
    });
  };

  const redated = changed.filter(({ known, now }) => known.body === now.body);
  const replaced = changed.filter(({ known, now }) => known.body !== now.body);
  const vanished = [...absent, ...replaced.map(({ known }) => known)];
  // A new row that is equal to a missing one in everything but the key is told by its time; without one it is no proof.
  const candidates = [
    ...replaced.map(({ now }) => now),
    ...behind,
    ...later.filter(({ time }) => time !== null),
  ];
  const moves = pairUp(vanished, candidates);
  const arrived = new Set(moves.values());

  for (const { known, now } of redated)
    add(
      'timestamp-manipulation',
      known,
      now,
      `The time of the row ${known.shown.key} was changed; everything else is as it was.`,
    );
  for (const known of vanished) {
    const row = moves.get(known);
    const now = replaced.find((one) => one.known === known)?.now ?? null;
    if (row !== undefined) {
      add(
        'reordering',
        known,
        row,
        `The row ${known.shown.key} was moved: its content now stands under the key ${row.shown.key}.`,
      );
      if (now !== null && !arrived.has(now))
        add(
          'insertion',
          null,
          now,
          `Under the key ${now.shown.key} stands a row that this machine never saw.`,
        );
    } else if (now === null) {
      add('deletion', known, null, `The row ${known.shown.key} is gone.`);
    } else if (arrived.has(now)) {
      add(
        'deletion',
        known,
        null,
        `The row ${known.shown.key} is gone; another row was moved into its place.`,
      );
    } else {
      add(
        'modification',
        known,
        now,
        `The row ${known.shown.key} was changed after this machine witnessed it.`,
      );
    }
  }
  for (const row of behind)
    if (!arrived.has(row))
      add(
        'insertion',
        null,
        row,
        `The row ${row.shown.key} was put in behind rows that were complete already.`,
      );
  return findings.toSorted(
    (a, b) => (a.position ?? Number.MAX_SAFE_INTEGER) - (b.position ?? Number.MAX_SAFE_INTEGER),
  );
}

/** Every row from some point on is lost; what stands there now is the table that went on from its older state. */
const putBack = (
  absent: readonly RowKnown[],
  changed: TableSuspicion['changed'],
  restored: string,
): readonly Draft[] =>
  [...absent, ...changed.map(({ known }) => known)]
    .toSorted((a, b) => a.position - b.position)
    .map((known) => ({
      type: 'deletion',
      position: known.position,
      entryId: null,
      key: known.shown.key,
      evidence: evidenceOf(known, null, `The row ${known.shown.key} is missing. ${restored}`),
    }));

/** Finds for each vanished row one that has its content and time, each at most once. */
function pairUp(
  vanished: readonly RowKnown[],
  candidates: readonly RowSeen[],
): ReadonlyMap<RowKnown, RowSeen> {
  const free = Map.groupBy(candidates, contentOf);
  const moves = new Map<RowKnown, RowSeen>();
  for (const known of vanished) {
    const row = free.get(contentOf(known))?.shift();
    if (row !== undefined) moves.set(known, row);
  }
  return moves;
}

const contentOf = ({ body, time }: RowSeen): string => (time === null ? body : body + time);

const evidenceOf = (known: RowKnown | null, now: RowSeen | null, summary: string): Evidence => ({
  summary,
  expectedLeaf: known === null ? null : hexOf(known.leaf),
  foundLeaf: now === null ? null : hexOf(now.leaf),
  reference: 'witness',
  before: null,
  now: null,
  movedFrom: null,
  block: null,
  row: { before: known?.shown ?? null, now: now?.shown ?? null },
});
