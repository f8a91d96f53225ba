import { type ReportInfo } from '../../src-shared/reports/types.ts';
import type { ReportDocument } from '../../src-shared/reports/document.ts';
import type { PersonCopy } from './copy-model.ts';
import type { LabelPages, LetterPages } from './letter-model.ts';
import { type IntegrityReport } from './model.ts';

/**
 * Lays out the pages of a report; the same report gives the same bytes.
 *
 * @throws Fault `report-failed`, `cancelled`
 */
export type RenderReport = (report: IntegrityReport, signal?: AbortSignal) => Promise<Uint8Array>;

/**
 * Lays out what people outside read; the same model gives the same bytes.
 *
 * @throws Fault `report-failed`, `cancelled`
 */
export interface PageMaker {
  letter(letter: LetterPages, signal?: AbortSignal): Promise<Uint8Array>;
  label(label: LabelPages, signal?: AbortSignal): Promise<Uint8Array>;
  copy(copy: PersonCopy, signal?: AbortSignal): Promise<Uint8Array>;
  readiness(document: ReportDocument, signal?: AbortSignal): Promise<Uint8Array>;
}

/** Where reports are kept on this computer. */
export interface ReportStore {
  /**
   * Keeps a report with both renderings; all or nothing.
   *
   * @throws Fault `disk-full`, `file-unwritable`
   */
  add(info: ReportInfo, pdf: Uint8Array, json: Uint8Array): Promise<void>;
  /**
   * Puts the next revision of the PDF in force; the earlier one stays on the disk.
   *
   * @param info - `revision` one above the one it follows
   * @throws Fault `report-changed` when that is not the newest any more, `disk-full`, `file-unwritable`
   */
  extend(info: ReportInfo, pdf: Uint8Array): Promise<void>;
  /** Newest first. */
  list(): Promise<readonly ReportInfo[]>;
  /**
   * One rendering of a report, compared with the hash it was kept under.
   *
   * @throws Fault `report-unknown`, `file-unreadable`
   */
  read(reportId: string, format: 'pdf' | 'json'): Promise<Uint8Array>;
}

export type { ReadinessStore, ReportFile, ReportSources, ReviewSource } from './readiness/ports.ts';
