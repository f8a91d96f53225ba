import { createHash, randomBytes } from 'node:crypto';
import type { Finding } from '../../src-shared/audit/types.ts';
import type { ReportInfo, ReportVerification } from '../../src-shared/reports/types.ts';
import type { RunStore, Work } from '../audit/index.ts';
import { type Clock, instantOf } from '../base/clock.ts';
import { Fault, throwIfCancelled } from '../base/fault.ts';
import type { Signer } from '../token/ports.ts';
import { signerName } from '../signing/index.ts';
import type { Trust } from '../signing/ports.ts';
import { renderJson, renderPdf, reportModel, signPdf, verifyReport } from './index.ts';
import type { ReportStore } from './ports.ts';

/** What window and command line can ask of the reports room. */
export interface ReportService {
  /**
   * Writes the audit integrity report of a run, signed when `sign`.
   * @returns its id
   * @throws Fault `run-unknown`, `not-signed-in`, those of the token, `disk-full`, `file-unwritable`
   */
  create(runId: string, sign: boolean, work: Work): Promise<string>;
  readonly store: ReportStore;
  /** Independent verification; trusted are those given, or those of the profile. @throws Fault `pdf-…` */
  verify(pdf: Uint8Array, fileName: string, trust: Trust | null): Promise<ReportVerification>;
}

const PAGE = 500;
/** A report is something to read: beyond this the findings are in the run. */
const MOST_FINDINGS = 100_000;

export const reportService = (parts: {
  readonly runs: RunStore;
  readonly store: ReportStore;
  readonly signer: () => Signer | null;
  /** First and last occurred_at of what was checked; null when it cannot be asked. */
  readonly period: () => Promise<{ readonly from: string; readonly to: string } | null>;
  /** Whom this profile trusts. */
  readonly trust: () => Promise<Trust>;
  readonly clock: Clock;
  readonly version: string;
}): ReportService => ({
  store: parts.store,
  create: async (runId, sign, work) => {
    const signer = sign ? parts.signer() : null;
    if (sign && signer === null)
      throw new Fault(
        'not-signed-in',
        'Nobody is signed in to the token.',
        'Sign in, then sign the report again.',
      );
    const run = await parts.runs.run(runId);
    const findings: Finding[] = [];
    for (let offset = 0; offset < Math.min(run.found, MOST_FINDINGS); offset += PAGE) {
      throwIfCancelled(work.signal);
      const { rows } = await parts.runs.findings(runId, offset, PAGE, null);
      findings.push(...rows.map(({ finding }) => finding));
    }
    work.progress({ phase: 'Writing the report', done: 0, total: null, unit: '' });
    const period = await parts.period();
    const reportId = randomBytes(9).toString('base64url');
    const createdAt = instantOf(parts.clock);
    const model = reportModel(run, findings, {
      reportId,
      createdAt,
      applicationVersion: parts.version,
      logTable: 'guard.audit_log',
      period: period === null ? null : { first: period.from, last: period.to },
      signer: signer === null ? null : signerName(signer.identity.certificate),
    });
    const plain = await renderPdf(model);
    throwIfCancelled(work.signal);
    if (signer !== null) work.progress({ phase: 'Signing', done: 0, total: null, unit: '' });
    const pdf =
      signer === null
        ? plain
        : await signPdf(plain, signer, {
            reason: 'Audit integrity report',
            now: new Date(parts.clock.now()),
            signal: work.signal,
          });
    const info: ReportInfo = {
      reportId,
      title: model.title,
      createdAt,
      verdict: run.result,
      signed: signer !== null,
      signer: signer === null ? null : signerName(signer.identity.certificate),
      bytes: pdf.length,
      sha256: createHash('sha256').update(pdf).digest('hex'),
      runId,
    };
    await parts.store.add(info, pdf, renderJson(model));
    return reportId;
  },
  verify: async (pdf, fileName, trust) =>
    verifyReport(pdf, fileName, trust ?? (await parts.trust()), new Date(parts.clock.now())),
});
