import type { SourceFingerprint } from '../../../src-shared/audit/types.ts';
import { throwIfCancelled } from '../../base/fault.ts';
import { EntryFormatError, headerOf } from '../entry.ts';
import type { LogSnapshot, SealedLog } from '../ports.ts';
import type { Work } from '../service.ts';
import { auditEventOf, fullUrlOf } from './audit-event.ts';

/** The forms in which entries can leave as FHIR: one Bundle, or one resource a line. */
export const FHIR_FORMATS = ['bundle', 'ndjson'] as const;
export type FhirFormat = (typeof FHIR_FORMATS)[number];

/** Which entries: sealed ones whose own time lies in [from, to); null is open. RFC 3339, UTC. */
export type FhirChoice = { readonly from: string | null; readonly to: string | null };

/** What became of the sealed entries that were looked at. */
export type FhirTally = {
  written: number;
  /** Sealed, but the row is gone: nothing can be written. */
  missing: number;
  /** Written, but the row is not what its seal records. */
  differing: number;
};

/** Entries read at a time: what is held in memory. */
const PAGE = 1000;

/**
 * Sealed entries as FHIR R4 AuditEvents in the order of sealing, piece by piece. Tells nothing of their integrity, but
 * counts what does not fit its seal, so that nobody takes the file for more than it is.
 *
 * @param tally - counted up while the pieces are taken
 * @throws Fault `database-…`, `cancelled`
 */
export async function* auditEvents(
  log: SealedLog,
  format: FhirFormat,
  choice: FhirChoice,
  now: string,
  work: Work,
  tally: FhirTally,
): AsyncGenerator<string> {
  const source = await log.source();
  const snapshot = await log.snapshot(work.signal);
  try {
    if (format === 'bundle') yield `{"resourceType":"Bundle","type":"collection","timestamp":"${now}"`;
    for (let from = 0; from < snapshot.sealed; from += PAGE) {
      throwIfCancelled(work.signal);
      const events = await pageOf(snapshot, from, source, choice, tally);
      const before = tally.written - events.length;
      if (format === 'ndjson') yield events.map(({ json }) => `${json}\n`).join('');
      else
        yield events
          .map(
            ({ json, url }, at) =>
              `${before + at === 0 ? ',"entry":[' : ','}\n{"fullUrl":"${url}","resource":${json}}`,
          )
          .join('');
      work.progress({
        phase: 'Writing entries',
        done: Math.min(from + PAGE, snapshot.sealed),
        total: snapshot.sealed,
        unit: 'entries',
      });
    }
    // FHIR knows no empty list.
    if (format === 'bundle') yield tally.written === 0 ? '}\n' : '\n]}\n';
  } finally {
    await snapshot.close();
  }
}

type Written = { readonly json: string; readonly url: string };

async function pageOf(
  snapshot: LogSnapshot,
  from: number,
  source: SourceFingerprint,
  choice: FhirChoice,
  tally: FhirTally,
): Promise<readonly Written[]> {
  const seals = await snapshot.sealsBetween(from, Math.min(from + PAGE, snapshot.sealed));
  const rows = Map.groupBy(
    await snapshot.rows(seals.map(({ entryId }) => entryId)),
    ({ entryId }) => entryId,
  );
  tally.missing += Math.min(from + PAGE, snapshot.sealed) - from - seals.length;
  return seals.flatMap(({ position, entryId, leaf }) => {
    const found = rows.get(entryId) ?? [];
    const row = found.find((each) => each.leaf === leaf) ?? found[0];
    if (row === undefined) {
      tally.missing += 1;
      return [];
    }
    try {
      if (!isChosen(headerOf(row.bytes).occurredAt, choice)) return [];
      const json = JSON.stringify(auditEventOf(row.bytes, position, source));
      tally.written += 1;
      if (row.leaf !== leaf) tally.differing += 1;
      return [{ json, url: fullUrlOf(position, source.fingerprint) }];
    } catch (error) {
      if (!(error instanceof EntryFormatError)) throw error;
      tally.missing += 1;
      return [];
    }
  });
}

/** An entry without a time that can be compared belongs to no period, and to the whole. */
function isChosen(at: string | null, { from, to }: FhirChoice): boolean {
  if (from === null && to === null) return true;
  const time = at === null ? Number.NaN : Date.parse(at);
  return (from === null || time >= Date.parse(from)) && (to === null || time < Date.parse(to));
}
