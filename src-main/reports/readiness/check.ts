import { createHash } from 'node:crypto';
import type { ReadinessCheck, ReadinessInfo } from '../../../src-shared/reports/readiness-list.ts';
import type { ReportVerification } from '../../../src-shared/reports/types.ts';

/**
 * Looks at the files of a report: whether each is as it was made, and what the signature of the PDF says. Files without a
 * signature are never `intact`: nobody vouches for the hashes that this computer keeps.
 */
export async function checkFiles(
  info: ReadinessInfo,
  read: (name: string) => Promise<Uint8Array | null>,
  verify: (pdf: Uint8Array, name: string) => Promise<ReportVerification>,
  at: string,
): Promise<ReadinessCheck> {
  const files: { name: string; state: 'as-made' | 'changed' | 'missing' }[] = [];
  let verification: ReportVerification | null = null;
  for (const { name, sha256 } of info.files) {
    const bytes = await read(name);
    const now = bytes === null ? null : createHash('sha256').update(bytes).digest('hex');
    files.push({ name, state: now === null ? 'missing' : now === sha256 ? 'as-made' : 'changed' });
    if (name === 'report.pdf' && bytes !== null && info.signer !== null)
      verification = await verify(bytes, name).catch(() => null);
  }
  const changed = files.filter(({ state }) => state === 'changed').map(({ name }) => name);
  const missing = files.filter(({ state }) => state === 'missing').map(({ name }) => name);
  const said = (result: ReadinessCheck['result'], reason: string | null): ReadinessCheck => ({
    ...{ reportId: info.reportId, at, result, reason, files },
    signatures: verification?.signatures ?? [],
  });
  if (verification?.result === 'tampered') return said('tampered', verification.reason);
  if (changed.length > 0) return said('tampered', `Not the file that was made: ${changed.join(', ')}.`);
  if (missing.length > 0) return said('could-not-tell', `Gone: ${missing.join(', ')}.`);
  if (info.signer === null)
    return said('could-not-tell', 'The files are as this computer kept them, but nobody signed them.');
  if (verification === null) return said('could-not-tell', 'The signature of the PDF could not be read.');
  return said(verification.result, verification.reason);
}
