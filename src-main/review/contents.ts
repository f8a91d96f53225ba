import { createHash } from 'node:crypto';
import type { ReportVerification } from '../../src-shared/reports/types.ts';
import type { BundleEntry } from '../../src-shared/review/types.ts';
import { checkProof, type CheckpointBody, type NoteKey } from '../audit/index.ts';
import { hexOf } from '../base/hash.ts';
import { Fault } from '../base/fault.ts';
import { verifyReport } from '../reports/index.ts';
import type { Trust } from '../signing/index.ts';
import type { BundleFilesRead } from './open.ts';

/**
 * The entries of a bundle, in the order of the log.
 *
 * @param key - null where none could be read
 * @param checkpoint - what the bundle's own checkpoint states; null where it cannot be read
 */
export function entriesOf(
  files: BundleFilesRead,
  key: NoteKey | null,
  checkpoint: CheckpointBody | null,
): BundleEntry[] {
  return [...files]
    .filter(([name]) => name.startsWith('entries/'))
    .map(([name, bytes]): BundleEntry => {
      if (key === null)
        return {
          ...{ name, verdict: 'could-not-tell', reason: 'There is no key to check it with.' },
          ...{ index: null, header: null },
        };
      const { result, reason, says } = checkProof(Buffer.from(bytes).toString('utf8'), key, null);
      const header = says?.entry ?? null;
      const wrong = wrongOf(name, says, checkpoint);
      return {
        name,
        verdict: wrong === null ? result : 'tampered',
        reason: wrong ?? reason,
        index: says?.index ?? null,
        header: header === null ? null : clipped(header),
      };
    })
    .sort((a, b) => (a.index ?? Infinity) - (b.index ?? Infinity));
}

/** What a proof that may hold by itself gets wrong in this bundle; null for nothing. */
function wrongOf(
  name: string,
  says: ReturnType<typeof checkProof>['says'],
  checkpoint: CheckpointBody | null,
): string | null {
  if (says === null) return null;
  // A proof under another entry's name would show one entry and prove another.
  if (says.entry !== null && name !== `entries/entry-${says.entry.entryId}.tlog-proof`)
    return 'The file has the name of another entry than it holds.';
  if (checkpoint === null) return null;
  // One key may sign several logs: an entry of a log for trials would pass for one of the clinic's.
  if (says.origin !== checkpoint.origin) return 'The entry is of another log than the checkpoint.';
  if (says.size === checkpoint.size && says.root !== hexOf(checkpoint.root))
    return 'Two different logs of the same length were signed: the proof and the checkpoint contradict each other.';
  return null;
}

const clipped = (header: NonNullable<BundleEntry['header']>): NonNullable<BundleEntry['header']> => {
  const clip = (text: string | null): string | null => text?.slice(0, 2000) ?? null;
  return {
    ...header,
    ...{ actor: clip(header.actor), actorRole: clip(header.actorRole), eventType: clip(header.eventType) },
    ...{ action: clip(header.action), resourceType: clip(header.resourceType) },
    resourceId: clip(header.resourceId),
  };
};

/** Its reports, each verified by itself. @throws Fault `trust-unreadable` */
export async function reportsOf(
  files: BundleFilesRead,
  trust: Trust,
  now: Date,
): Promise<ReportVerification[]> {
  const reports: ReportVerification[] = [];
  for (const [name, bytes] of files)
    if (name.startsWith('reports/')) reports.push(await reportOf(name, bytes, trust, now));
  return reports;
}

async function reportOf(
  name: string,
  bytes: Uint8Array,
  trust: Trust,
  now: Date,
): Promise<ReportVerification> {
  const file = name.slice('reports/'.length);
  try {
    return await verifyReport(bytes, file, trust, now);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return {
      result: 'could-not-tell',
      reason: error.message,
      file,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      signatures: [],
    };
  }
}
