import type { ActivityEvent } from '../../../src-shared/audit/activity.ts';
import type { Checkpoint, VerificationRun } from '../../../src-shared/audit/types.ts';
import type { Cycle, CycleSnapshot } from '../../../src-shared/controls/cycles.ts';
import type { FrameworkTrend, Gap, RoadmapItem } from '../../../src-shared/controls/gaps.ts';
import type { ControlTest } from '../../../src-shared/controls/tests.ts';
import type { Framework } from '../../../src-shared/controls/types.ts';
import type { Key, KeyRequest, KeyUse } from '../../../src-shared/keys/types.ts';
import type { ReadinessInfo } from '../../../src-shared/reports/readiness-list.ts';
import type { CaseRow } from '../../../src-shared/rights/contract.ts';

/** Review cycles, and what hangs on them; the services of the controls room satisfy it. */
export interface ReviewSource {
  cycles(): Promise<readonly Cycle[]>;
  snapshot(cycleId: string): Promise<CycleSnapshot>;
  gaps(cycleId: string): Promise<readonly Gap[]>;
  roadmap(cycleId: string): Promise<readonly RoadmapItem[]>;
  trend(cycleId: string): Promise<readonly FrameworkTrend[]>;
  tests(): Promise<readonly ControlTest[]>;
}

/** What reports are made from. Every call reads; none of it holds a patient's name but {@link ReportSources.patientNames}. */
export interface ReportSources {
  /** Name of the covered entity. */
  entity(): Promise<string>;
  officer(): string;
  /**
   * One of each id.
   * @param versions - those of a cycle: its frameworks are given as they were when it was opened
   */
  frameworks(versions: Cycle['versions']): Promise<readonly Framework[]>;
  readonly reviews: ReviewSource;
  runs(): Promise<readonly VerificationRun[]>;
  checkpoint(): Promise<Checkpoint | null>;
  keys(): Promise<readonly Key[]>;
  keyUses(): Promise<readonly KeyUse[]>;
  keyRequests(): Promise<readonly KeyRequest[]>;
  /** Every request of a patient, by its number. */
  cases(): Promise<readonly CaseRow[]>;
  /** Where electronic health information is, one line a table or system. */
  places(): Promise<readonly string[]>;
  /** Names of patients as far as they can be had now, to search reports for; never shown. */
  patientNames(): Promise<readonly string[]>;
}

/** A file of a report. */
export type ReportFile = { readonly name: string; readonly bytes: Uint8Array };

/** Where finished reports are kept on this computer: the files in a folder of each report, what they are in the cache. */
export interface ReadinessStore {
  /**
   * Keeps a report; all of it or nothing, and nothing that is there is written over.
   *
   * @throws Fault `disk-full`, `file-unwritable`
   */
  add(info: ReadinessInfo, files: readonly ReportFile[], event: ActivityEvent): Promise<void>;
  /** Newest first. */
  list(): Promise<readonly ReadinessInfo[]>;
  /**
   * A file as it is now, whether or not it still has its hash; null when it is gone.
   *
   * @throws Fault `report-unknown`
   */
  read(reportId: string, name: string): Promise<Uint8Array | null>;
}
