import { createHash, randomBytes } from 'node:crypto';
import type { ReportDocument } from '../../../src-shared/reports/document.ts';
import type {
  ReadinessCheck,
  ReadinessInfo,
  ReportFormat,
  ReportOrder,
} from '../../../src-shared/reports/readiness-list.ts';
import type { ReportVerification } from '../../../src-shared/reports/types.ts';
import type { ActivityLog, Work } from '../../audit/index.ts';
import { type Clock, instantOf } from '../../base/clock.ts';
import { Fault, throwIfCancelled } from '../../base/fault.ts';
import { signCms, signerName, type TimeStamper, type Trust } from '../../signing/index.ts';
import type { Signer } from '../../token/ports.ts';
import type { PageMaker } from '../ports.ts';
import { signedPdf } from '../signed-pdf.ts';
import { buildReport } from './build.ts';
import { checkFiles, checkFolder } from './check.ts';
import { documentOf } from './document.ts';
import type { CheckJson } from './json-schema.ts';
import { fileInfo, MANIFEST_SIGNATURE, manifestOf } from './manifest.ts';
import type { ReadinessStore, ReportFile, ReportSources } from './ports.ts';
import { previewOf } from './preview.ts';
import { renderingsOf } from './renderings.ts';
import { refusePatientData } from './scan.ts';

/** What window and command line can ask of readiness reports. */
export interface ReadinessService {
  /** The report as it would be read, with long tables cut. @throws Fault as {@link ReadinessService.create} */
  preview(order: ReportOrder): Promise<ReportDocument>;
  /**
   * Makes a report in the formats given, signed when `sign` (then the PDF is made in any case).
   *
   * @returns its id
   * @throws Fault `usage`, `report-private`, `report-failed`, `not-signed-in`, those of the token, `disk-full`, `file-unwritable`
   */
  create(order: ReportOrder, formats: readonly ReportFormat[], sign: boolean, work: Work): Promise<string>;
  list(): Promise<readonly ReadinessInfo[]>;
  /** All files of a report as they were made. @throws Fault `report-unknown`, `file-unreadable` */
  files(reportId: string): Promise<readonly ReportFile[]>;
  /** Looks at the files of a report again, trusting whom this profile trusts. @throws Fault `report-unknown` */
  check(reportId: string): Promise<ReadinessCheck>;
  /**
   * Looks at a folder with the files of a report, made here or elsewhere, trusting whom this profile trusts.
   *
   * @throws Fault `file-unreadable`
   */
  checkFolder(folder: string): Promise<ReadinessCheck>;
}

export type ReadinessParts = {
  readonly sources: ReportSources;
  readonly store: ReadinessStore;
  readonly activity: Pick<ActivityLog, 'event'>;
  /** Lays the pages out, off the main thread. */
  readonly pages: Pick<PageMaker, 'readiness'>;
  readonly checkJson: CheckJson;
  readonly signer: () => Signer | null;
  readonly stamper: () => Promise<TimeStamper | null>;
  /** Independent verification of a signed PDF. */
  readonly verify: (pdf: Uint8Array, name: string, trust: Trust) => Promise<ReportVerification>;
  /** Whom this profile trusts. */
  readonly trust: () => Promise<Trust>;
  readonly clock: Clock;
  readonly version: string;
};

const ROLE = 'Compliance officer';
const sha256 = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest();

/** See {@link ReadinessService}. */
export function readinessService(parts: ReadinessParts): ReadinessService {
  const { sources, store, clock } = parts;
  const now = (): Date => new Date(clock.now());

  const build = (order: ReportOrder, signer: Signer | null) =>
    buildReport(order, sources, {
      reportId: `RR-${randomBytes(9).toString('base64url')}`,
      createdAt: instantOf(clock),
      applicationVersion: parts.version,
      signer: signer === null ? null : signerName(signer.identity.certificate),
    });

  const mustSign = (): Signer => {
    const signer = parts.signer();
    if (signer !== null) return signer;
    throw new Fault(
      'not-signed-in',
      'Nobody is signed in to the token.',
      'Sign in, then make the report again.',
    );
  };

  const infoOf = async (reportId: string): Promise<ReadinessInfo> => {
    const info = (await store.list()).find((report) => report.reportId === reportId);
    if (info !== undefined) return info;
    throw new Fault('report-unknown', 'There is no such report.', 'Open the list of reports and choose one.');
  };

  return {
    list: () => store.list(),
    preview: async (order) => previewOf(documentOf(await build(order, null))),
    create: async (order, formats, sign, work) => {
      const signer = sign ? mustSign() : null;
      work.progress({ phase: 'Collecting', done: 0, total: null, unit: '' });
      const report = await build(order, signer);
      refusePatientData(report, await sources.patientNames());
      throwIfCancelled(work.signal);
      work.progress({ phase: 'Writing the report', done: 0, total: null, unit: '' });
      const made = await renderingsOf(report, sign ? [...formats, 'pdf'] : formats, parts, work.signal);
      let timeStamp: ReadinessInfo['timeStamp'] = 'none';
      const files: ReportFile[] = [];
      for (const file of made) {
        if (signer === null || file.name !== 'report.pdf') files.push(file);
        else {
          const json = made.find(({ name }) => name === 'report.json')?.bytes ?? new Uint8Array();
          const signed = await signedPdf(
            { now, stamper: () => parts.stamper() },
            file.bytes,
            signer,
            { what: report.name, role: ROLE, hash: sha256(json).toString('hex') },
            work,
          );
          timeStamp = signed.timeStamp === 'present' ? 'present' : 'none';
          files.push({ name: file.name, bytes: signed.pdf });
        }
      }
      const manifest = manifestOf(report, files);
      files.push(manifest);
      if (signer !== null)
        files.push({
          name: MANIFEST_SIGNATURE,
          bytes: await signCms(sha256(manifest.bytes), signer, { signingTime: now(), signal: work.signal }),
        });
      throwIfCancelled(work.signal);
      await store.add(
        {
          reportId: report.reportId,
          kind: report.kind,
          title: report.title,
          period: report.period,
          cycleId: order.cycleId,
          createdAt: report.createdAt,
          signer: report.signer,
          timeStamp,
          files: files.map(fileInfo),
        },
        files,
        parts.activity.event({
          operation: signer === null ? 'report.create' : 'report.sign',
          objectType: 'report',
          objectId: report.reportId,
          purpose: `${report.kind}, ${report.period.from} to ${report.period.to}`,
        }),
      );
      return report.reportId;
    },
    files: async (reportId) => {
      const info = await infoOf(reportId);
      return Promise.all(
        info.files.map(async (file): Promise<ReportFile> => {
          const bytes = await store.read(reportId, file.name);
          if (bytes !== null && sha256(bytes).toString('hex') === file.sha256)
            return { name: file.name, bytes };
          throw new Fault(
            'file-unreadable',
            'A file of this report is missing or is not the one that was made.',
            'Make the report again.',
          );
        }),
      );
    },
    check: async (reportId) => {
      const info = await infoOf(reportId);
      const present = new Map<string, Uint8Array>();
      for (const { name } of info.files) {
        const bytes = await store.read(reportId, name);
        if (bytes !== null) present.set(name, bytes);
      }
      const trust = await parts.trust();
      return checkFiles(present, info, trust, (pdf, name) => parts.verify(pdf, name, trust), now());
    },
    checkFolder: async (folder) => checkFolder(folder, await parts.trust(), parts.verify, now()),
  };
}
