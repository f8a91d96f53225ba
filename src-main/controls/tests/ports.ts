import type { ActivityVerification } from '../../../src-shared/audit/activity.ts';
import type { MonitorStatus } from '../../../src-shared/audit/monitor.ts';
import type { Checkpoint, VerificationRun } from '../../../src-shared/audit/types.ts';
import type { GuardStatus } from '../../../src-shared/clinic/guard.ts';
import type { TestDay, TestResult } from '../../../src-shared/controls/tests.ts';
import type { PlanStatus } from '../../../src-shared/jobs/schedule.ts';
import type { Key, KeyRequest } from '../../../src-shared/keys/types.ts';
import type { CaseRow, CaseView } from '../../../src-shared/rights/contract.ts';
import type { Delivery } from '../../../src-shared/rights/delivery.ts';
import type { TestedRow } from './definition.ts';

/** What this application keeps, as tests of its own records ask for it. Each may throw the Faults of its room. */
export interface OwnRecords {
  /** Verifications, the newest first. */
  runs(): Promise<readonly VerificationRun[]>;
  /** How many of a run's findings somebody has taken note of. */
  acknowledged(runId: string): Promise<number>;
  plans(): Promise<readonly PlanStatus[]>;
  monitor(): Promise<MonitorStatus>;
  checkpoint(): Promise<Checkpoint | null>;
  activity(signal: AbortSignal): Promise<ActivityVerification>;
  keys(): Promise<readonly Key[]>;
  keyRequests(): Promise<readonly KeyRequest[]>;
  /** All requests of patients, and one of them in full. */
  cases(): Promise<readonly CaseRow[]>;
  case(caseId: string): Promise<CaseView>;
  deliveries(caseId: string): Promise<readonly Delivery[]>;
  /** Years for which the audit log is kept. */
  logYears(): Promise<number>;
  guard(): Promise<GuardStatus>;
}

/** What bounds the reading of one test. */
export type ReadBounds = {
  /** For all statements of one test together. Milliseconds. */
  readonly timeoutMs: number;
  /** Rows of a population that are read at most. */
  readonly rows: number;
};

/** A connection on which tests are run one after the other; each has a transaction of its own that can only read. */
export interface TestSession {
  readonly source: TestResult['source'];
  /**
   * The rows of a query, page by page, of one snapshot.
   *
   * @param relations - tables of the clinic that it reads: all of their rows have to be seen
   * @throws Fault `database-…` with what went wrong in words: a right that is missing, a time limit, a lock, hidden rows
   */
  rows(query: string, relations: readonly string[], bounds: ReadBounds): AsyncIterable<readonly TestedRow[]>;
  /** Whether the server still answers on this connection. */
  alive(): Promise<boolean>;
  close(): Promise<void>;
}

/** Opens such connections. */
export interface TestReader {
  /**
   * @param role - is taken on for reading; null: the user's own rights
   * @throws Fault `profile-missing`, `sample-unavailable`, `database-…`, `table-unusable` when the role may not be taken on
   */
  open(role: string | null, signal: AbortSignal): Promise<TestSession>;
}

/** Where results are kept; they are only ever added. */
export interface TestStore {
  /** @param concludes - whether it concludes something; see standing.ts */
  add(result: TestResult, concludes: boolean): Promise<void>;
  /** @returns null when there is none of this id */
  read(id: string): Promise<TestResult | null>;
  /** The newest result of each test. */
  latest(): Promise<readonly TestResult[]>;
  /**
   * The newest result of each test that concludes something: a fail, or a pass over the whole population that was read to its
   * end; see standing.ts.
   */
  concluded(): Promise<readonly TestResult[]>;
  /** Of a period of days (UTC, both included), oldest first. */
  between(filter: {
    readonly testId?: string;
    readonly from: string;
    readonly to: string;
  }): Promise<readonly TestResult[]>;
  /** The last outcome of each of the newest days, oldest first. */
  days(testId: string, most: number): Promise<readonly TestDay[]>;
}
