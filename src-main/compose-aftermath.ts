import { X509Certificate } from 'node:crypto';
import type { SignedThing } from '../src-shared/keys/types.ts';
import type { ReportInfo } from '../src-shared/reports/types.ts';
import type { Cache } from './cache/client.ts';
import type { SignedWith } from './keys/ports.ts';
import { verifyReport } from './reports/index.ts';
import { displayName } from './signing/index.ts';

/**
 * What a key signed, from what the profile keeps: reports by the signatures in their files, sign-offs and checkpoints by the
 * certificate that stands beside them.
 */
export const signedWith =
  (cache: Pick<Cache, 'reports' | 'signedRecords'>): SignedWith =>
  async (certificate, since) => {
    const [reports, records] = [
      await reportsSigned(cache.reports, certificate, since),
      await cache.signedRecords(certificate),
    ];
    return [...reports, ...records].toSorted((a, b) => (a.at < b.at ? -1 : 1));
  };

async function reportsSigned(
  store: Cache['reports'],
  certificate: Uint8Array,
  since: string,
): Promise<readonly SignedThing[]> {
  const x509 = new X509Certificate(certificate);
  const [serial, issuer] = [x509.serialNumber.toLowerCase(), displayName(x509.issuer)];
  // A key that was made elsewhere signed before it was known here.
  const from = Math.min(Date.parse(since), x509.validFromDate.getTime());
  const all = (await store.list()).filter(({ signed, createdAt }) => signed && Date.parse(createdAt) >= from);
  const own = new Set<string>();
  for (const { reportId, title } of all) {
    const pdf = await store.read(reportId, 'pdf').catch(() => null);
    // A file that is gone or was changed cannot say who signed it: it is listed, rather than forgotten.
    const check = pdf === null ? null : await verifyReport(pdf, title, NOBODY, new Date()).catch(() => null);
    if (check === null || check.signatures.some((s) => s.serial === serial && s.issuer === issuer))
      own.add(reportId);
  }
  const again = (report: ReportInfo): boolean =>
    all.some(
      (later) =>
        later.runId === report.runId && later.createdAt > report.createdAt && !own.has(later.reportId),
    );
  return all
    .filter(({ reportId }) => own.has(reportId))
    .map((report) => ({
      ...({ kind: 'report', id: report.reportId, about: report.runId, title: report.title } as const),
      ...{ at: report.createdAt, again: again(report) },
    }));
}

const NOBODY = { signers: [], timeStamps: [] } as const;
