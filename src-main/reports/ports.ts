import { type ReportInfo } from '../../src-shared/reports/types.ts';

/** Where reports are kept on this computer. */
export interface ReportStore {
  /**
   * Keeps a report with both renderings; all or nothing.
   *
   * @throws Fault `disk-full`, `file-unwritable`
   */
  add(info: ReportInfo, pdf: Uint8Array, json: Uint8Array): Promise<void>;
  /** Newest first. */
  list(): Promise<readonly ReportInfo[]>;
  /**
   * One rendering of a report, compared with the hash it was kept under.
   *
   * @throws Fault `report-unknown`, `file-unreadable`
   */
  read(reportId: string, format: 'pdf' | 'json'): Promise<Uint8Array>;
}
