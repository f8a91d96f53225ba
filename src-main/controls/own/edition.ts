import { z } from 'zod';
import { count, instant, sha256Hex, text } from '../../../src-shared/base/schemas.ts';
import { framework, type Framework, frameworkId } from '../../../src-shared/controls/types.ts';
import { digestOf } from '../review/records.ts';

/** An edition of a framework of one's own as it is kept; nothing in it is ever changed. */
export const editionRecordSchema = z.strictObject({
  /** In the order in which editions came. */
  number: count,
  framework: frameworkId,
  version: text,
  sha256: sha256Hex,
  /** The framework as JSON. */
  document: z.string(),
  importedAt: instant,
  importedBy: text,
  removed: z.strictObject({ at: instant, by: text }).nullable(),
});
export type EditionRecord = z.infer<typeof editionRecordSchema>;

/** An edition that can be read; one that is removed is still what earlier cycles were opened under. */
export type Edition = Omit<EditionRecord, 'document' | 'framework'> & {
  readonly id: string;
  /** Null when what is kept is not what was imported. */
  readonly framework: Framework | null;
};

/** Reads what is kept, and whether it is what was imported: somebody may have edited the file of the cache. */
export function editionOf({ document, framework: id, ...record }: EditionRecord): Edition {
  return { ...record, id, framework: readBack(document, id, record.version, record.sha256) };
}

function readBack(document: string, id: string, version: string, sha256: string): Framework | null {
  let value: unknown;
  try {
    value = JSON.parse(document);
  } catch {
    return null;
  }
  const read = framework.safeParse(value);
  return read.success &&
    read.data.id === id &&
    read.data.version === version &&
    digestOf(read.data) === sha256
    ? read.data
    : null;
}

const order = new Intl.Collator('en', { numeric: true });

/** Which version is later, as people count: 2 before 10, `2026-03` before `2026-11`. Zero: the same, or written otherwise. */
export const compareVersions = (a: string, b: string): number => order.compare(a, b);

/** The editions of a framework that are in use, the newest first. A damaged one that was imported again counts once. */
export const inUse = (editions: readonly Edition[], id: string): readonly Edition[] =>
  editions
    .filter(
      (edition) =>
        edition.id === id &&
        edition.removed === null &&
        (edition.framework !== null ||
          editions.every((other) => other.framework === null || other.sha256 !== edition.sha256)),
    )
    .sort((a, b) => compareVersions(b.version, a.version) || b.number - a.number);

/**
 * The edition that counts in a period: the newest that holds on one of its days, and the newest of all when none does.
 *
 * @param from - first day, as `2026-11-22`
 * @param to - last day
 */
export function editionIn(
  editions: readonly Edition[],
  id: string,
  from: string,
  to: string,
): Framework | undefined {
  const readable = inUse(editions, id).flatMap((edition) =>
    edition.framework === null ? [] : [edition.framework],
  );
  return (
    readable.find(
      ({ effective }) => effective.from <= to && (effective.to === undefined || from <= effective.to),
    ) ?? readable[0]
  );
}
