import { createHash, randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Finding, VerificationRun } from '../../src-shared/audit/types.ts';
import type { ReportInfo, ReportVerification } from '../../src-shared/reports/types.ts';
import type { AcknowledgementStore, RunStore, Work } from '../audit/index.ts';
import { type Clock, instantOf } from '../base/clock.ts';
import { writeDurably } from '../base/durable-file.ts';
import { Fault, throwIfCancelled } from '../base/fault.ts';
import { keyTrust, type KeyTrust, signerName, type TimeStamper, type Trust } from '../signing/index.ts';
import type { Signer } from '../token/ports.ts';
import { renderJson, reportModel, stampPdf, verifyReport } from './index.ts';
import type { RenderReport, ReportStore } from './ports.ts';
import { signedPdf } from './signed-pdf.ts';

/** What window and command line can ask of the reports room. */
export interface ReportService {
  /**
   * Writes the audit integrity report of a run, signed when `sign`; with a time-stamp where an authority is configured, which
   * is added later when it cannot be reached.
   * @returns its id
   * @throws Fault `run-unknown`, `not-signed-in`, those of the token, `disk-full`, `file-unwritable`
   */
  create(runId: string, sign: boolean, work: Work): Promise<string>;
  /**
   * A further signature under a signed report, e.g. the reviewer's.
   * @param role - in what capacity, as the box on the last page says it
   * @throws Fault `report-unknown`, `report-changed`, `not-signed-in`, `usage` for a report without a signature, those of the token
   */
  addSignature(reportId: string, role: string, work: Work): Promise<void>;
  /**
   * Adds the time-stamps that reports wait for; what was added stays when it is interrupted.
   * @returns how many were added
   * @throws Fault `time-stamp-unavailable`, `time-stamp-refused`, `cancelled`
   */
  stampWaiting(work: Work): Promise<number>;
  /**
   * Adds a time-stamp to the last signature of a PDF; the file is replaced durably.
   * @throws Fault as `stampPdf`, `file-unreadable`, `file-unwritable`
   */
  stampFile(path: string, signal?: AbortSignal): Promise<void>;
  readonly store: ReportStore;
  /** Independent verification; trusted are those given, or those of the profile. @throws Fault `pdf-…` */
  verify(pdf: Uint8Array, fileName: string, trust: Trust | null): Promise<ReportVerification>;
}

const PAGE = 500;
/** A report is something to read: beyond this the findings are in the run. */
const MOST_FINDINGS = 100_000;
const FIRST_ROLE = 'Compliance officer';

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** What the reports room works with. */
export type ReportParts = {
  readonly runs: RunStore;
  readonly store: ReportStore;
  readonly signer: () => Signer | null;
  /** Lays the pages out, off the main thread. */
  readonly render: RenderReport;
  /** First and last occurred_at of what was checked; null when it cannot be asked. */
  readonly period: () => Promise<{ readonly from: string; readonly to: string } | null>;
  /** Adds time-stamps; null when no authority is configured. */
  readonly stamper: () => Promise<TimeStamper | null>;
  /** Who took note of which finding of a run, in the order in which they did. */
  readonly acknowledgements: AcknowledgementStore['ofRun'];
  /** Certificate that was kept beside a checkpoint of a log; null when the note is not known here. */
  readonly checkpointCertificate: (log: string, note: string) => Promise<Uint8Array | null>;
  /** Whom this profile trusts. */
  readonly trust: () => Promise<Trust>;
  readonly clock: Clock;
  readonly version: string;
};

/** See {@link ReportService}. */
export function reportService(parts: ReportParts): ReportService {
  const now = (): Date => new Date(parts.clock.now());
  const mustSign = (): Signer => {
    const signer = parts.signer();
    if (signer !== null) return signer;
    throw new Fault(
      'not-signed-in',
      'Nobody is signed in to the token.',
      'Sign in, then sign the report again.',
    );
  };
  const mustStamp = async (): Promise<TimeStamper> => {
    const stamper = await parts.stamper();
    if (stamper !== null) return stamper;
    throw new Fault(
      'time-stamp-unavailable',
      'No time-stamp authority is configured.',
      'Enter its address in the settings; your IT department knows it.',
    );
  };

  const findingsOf = async (runId: string, found: number, work: Work): Promise<Finding[]> => {
    const findings: Finding[] = [];
    for (let offset = 0; offset < Math.min(found, MOST_FINDINGS); offset += PAGE) {
      throwIfCancelled(work.signal);
      const { rows } = await parts.runs.findings(runId, offset, PAGE, null);
      findings.push(...rows.map(({ finding }) => finding));
    }
    return findings;
  };

  const checkpointKey = async (run: VerificationRun): Promise<KeyTrust | null> => {
    if (run.checkpoint === null) return null;
    const certificate = await parts.checkpointCertificate(run.source.fingerprint, run.checkpoint.note);
    return certificate === null
      ? null
      : keyTrust(certificate, await parts.trust(), new Date(run.checkpoint.signedAt));
  };

  const signed = (
    pdf: Uint8Array,
    signer: Signer,
    box: { readonly role: string; readonly hash: string },
    work: Work,
  ) =>
    signedPdf(
      { now, stamper: () => parts.stamper() },
      pdf,
      signer,
      { what: 'Audit integrity report', ...box },
      work,
    );

  const infoOf = async (reportId: string): Promise<ReportInfo> => {
    const info = (await parts.store.list()).find((report) => report.reportId === reportId);
    if (info !== undefined) return info;
    throw new Fault('report-unknown', 'There is no such report.', 'Open the list of reports and choose one.');
  };
  const extend = (info: ReportInfo, pdf: Uint8Array, change: Partial<ReportInfo>): Promise<void> =>
    parts.store.extend(
      { ...info, ...change, revision: info.revision + 1, bytes: pdf.length, sha256: sha256(pdf) },
      pdf,
    );

  return {
    store: parts.store,
    create: async (runId, sign, work) => {
      const signer = sign ? mustSign() : null;
      const run = await parts.runs.run(runId);
      const findings = await findingsOf(runId, run.found, work);
      work.progress({ phase: 'Writing the report', done: 0, total: null, unit: '' });
      // What is known of times is those of the guard's log.
      const period = run.source.table === undefined ? await parts.period() : null;
      const createdAt = instantOf(parts.clock);
      const name = signer === null ? null : signerName(signer.identity.certificate);
      const model = reportModel(run, findings, {
        reportId: randomBytes(9).toString('base64url'),
        createdAt,
        applicationVersion: parts.version,
        logTable: run.source.table ?? 'guard.audit_log',
        period: period === null ? null : { first: period.from, last: period.to },
        signer: name,
        checkpointKey: await checkpointKey(run),
        acknowledgements: await parts.acknowledgements(runId),
      });
      const json = renderJson(model);
      const plain = await parts.render(model, work.signal);
      throwIfCancelled(work.signal);
      const { pdf, timeStamp } =
        signer === null
          ? { pdf: plain, timeStamp: 'none' as const }
          : await signed(plain, signer, { role: FIRST_ROLE, hash: sha256(json) }, work);
      const info: ReportInfo = {
        reportId: model.reportId,
        title: model.title,
        createdAt,
        verdict: run.result,
        signed: signer !== null,
        signer: name,
        signers: name === null ? [] : [name],
        revision: 0,
        timeStamp,
        bytes: pdf.length,
        sha256: sha256(pdf),
        runId,
      };
      await parts.store.add(info, pdf, json);
      return model.reportId;
    },
    addSignature: async (reportId, role, work) => {
      const signer = mustSign();
      const info = await infoOf(reportId);
      if (!info.signed)
        throw new Fault(
          'usage',
          'This report was made without a signature, and says so on its first page.',
          'Create the report again from its run, signed.',
        );
      const [pdf, json] = await Promise.all([
        parts.store.read(reportId, 'pdf'),
        parts.store.read(reportId, 'json'),
      ]);
      const made = await signed(pdf, signer, { role, hash: sha256(json) }, work);
      const signers = info.signers.length > 0 ? info.signers : info.signer === null ? [] : [info.signer];
      await extend(info, made.pdf, {
        signers: [...signers, signerName(signer.identity.certificate)],
        timeStamp: made.timeStamp,
      });
    },
    stampWaiting: async (work) => {
      const waiting = (await parts.store.list()).filter(({ timeStamp }) => timeStamp === 'waiting');
      if (waiting.length === 0) return 0;
      const stamper = await mustStamp();
      for (const [done, info] of waiting.entries()) {
        throwIfCancelled(work.signal);
        work.progress({ phase: 'Adding time-stamps', done, total: waiting.length, unit: 'reports' });
        const pdf = await parts.store.read(info.reportId, 'pdf');
        const stamped = await stampPdf(pdf, stamper, { now: now(), signal: work.signal });
        await extend(info, stamped, { timeStamp: 'present' });
      }
      return waiting.length;
    },
    stampFile: async (path, signal) => {
      const stamper = await mustStamp();
      const pdf = await readFile(path).catch((error: unknown) => {
        throw new Fault(
          'file-unreadable',
          'The file cannot be read.',
          'Check its name and that you may read it.',
          error,
        );
      });
      await writeDurably(path, await stampPdf(pdf, stamper, { now: now(), signal }), { mode: 0o644 });
    },
    verify: async (pdf, fileName, trust) =>
      verifyReport(pdf, fileName, trust ?? (await parts.trust()), now()),
  };
}
