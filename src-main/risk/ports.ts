import type { Severity } from '../../src-shared/clinic/security-event-types.ts';
import type {
  ExplainedEntry,
  RiskCase,
  RiskDecision,
  RiskEntry,
  RiskFilter,
} from '../../src-shared/risk/contract.ts';
import type { RiskMap } from '../../src-shared/risk/map.ts';
import type { RiskTuning } from '../../src-shared/risk/tuning.ts';
import type { ActivityDraft } from '../audit/index.ts';
import type { Assessment } from './assess.ts';
import type { ActorMemory } from './memory.ts';
import type { PeerDay } from './peers.ts';

export type { ActorMemory, PeerDay };

/** An entry of the audit log, as far as its risk is concerned. */
export type LogEntry = {
  readonly entryId: number;
  /** Milliseconds since 1970; the time of reading where the entry names none that is one. */
  readonly at: number;
  readonly actor: string;
  readonly role: string | null;
  readonly event: string;
  readonly action: string;
  /** The clinic's own key of the patient: in memory only, to ask the clinic's tables. */
  readonly patientKey: string | null;
  readonly address: string | null;
  readonly success: boolean;
};

/** How far a log was read, as its reader understands it. */
export type LogCursor = string;

/** New entries of the audit log in the order in which their transactions began. */
export interface EntryReader {
  /** The log that is read. @throws Fault `database-…` */
  fingerprint(): Promise<string>;
  /**
   * Entries behind the cursor that are settled now, each exactly once however long its transaction took; without a cursor
   * the newest ones.
   *
   * @throws Fault `database-…`
   */
  read(
    cursor: LogCursor | null,
    limit: number,
  ): Promise<{
    readonly entries: readonly LogEntry[];
    readonly cursor: LogCursor | null;
    readonly more: boolean;
  }>;
  /** Another clinic, or the same one after a pause. */
  renew(): void;
}

/** What the clinic's tables say of a person who opened a record, and of the patient. Null: not known. */
export type Relation = {
  /** The login is one of a member of staff. */
  readonly person: boolean | null;
  readonly job: string | null;
  /** On a shift then; null where no shift calendar covers that day. */
  readonly onShift: boolean | null;
  readonly own: boolean | null;
  /** The patient works here. */
  readonly coWorker: boolean | null;
  /** Same home, ward or guardian. */
  readonly household: boolean | null;
  /** They share a surname that is rare among the patients. */
  readonly surname: boolean | null;
  readonly neighbour: boolean | null;
  readonly watched: boolean | null;
  /** Days since the death; null also while somebody lives. */
  readonly deadForDays: number | null;
  /** There is a care relationship on that day. */
  readonly care: boolean | null;
};

/** What is asked of the clinic's tables. */
export type RelationWish = {
  readonly actor: string;
  readonly patient: string | null;
  /** Milliseconds since 1970. */
  readonly at: number;
};

/** The clinic's tables; names and addresses are compared there and never come back. */
export interface ClinicRelations {
  /**
   * One answer for each wish, in their order.
   *
   * @param measures - up to so many of 1,000 patients a surname is rare; so many minutes around a shift are on duty
   * @throws Fault `table-unusable` where the map does not fit, `database-…`
   */
  ask(
    map: RiskMap,
    wishes: readonly RelationWish[],
    measures: { readonly rarePerMille: number; readonly slackMinutes: number },
  ): Promise<readonly Relation[]>;
}

/** An alert that somebody has to be told of. */
export type DueAlert = {
  readonly caseId: number;
  readonly log: string;
  readonly actor: string;
  readonly firstEntry: number;
  readonly entryId: number;
  readonly score: number;
  readonly severity: Severity;
};

/** The desk of security events. */
export interface AlertDesk {
  /** Tells of a case once for each severity, whoever asks how often. @throws Fault `database-…` */
  raise(alert: DueAlert): Promise<void>;
}

/** What is kept of a log: scores, cases, and what is remembered of people. */
export interface RiskStore {
  cursor(log: string): Promise<LogCursor | null>;
  /** What is remembered of people, which of the entries were scored already, and how others of their jobs worked lately. */
  recall(
    log: string,
    actors: readonly string[],
    entries: readonly number[],
    days: { readonly from: number; readonly to: number },
  ): Promise<{
    readonly memories: ReadonlyMap<string, ActorMemory>;
    readonly known: ReadonlySet<number>;
    readonly peers: readonly PeerDay[];
  }>;
  /**
   * Keeps scores, cases, memories and cursor in one transaction.
   *
   * @param before - the cursor from which was read
   * @param alertsFrom - older accesses (milliseconds since 1970) make a case, but no alert
   * @returns false where somebody else went on from there meanwhile; nothing is kept then
   */
  keep(
    log: string,
    batch: {
      readonly before: LogCursor | null;
      readonly cursor: LogCursor | null;
      readonly assessments: readonly Assessment[];
      readonly memories: ReadonlyMap<string, ActorMemory>;
      readonly peers: readonly PeerDay[];
      readonly alertsFrom: number;
    },
  ): Promise<boolean>;
  /** Alerts that nobody was told of yet. */
  due(log: string): Promise<readonly DueAlert[]>;
  told(alert: DueAlert): Promise<void>;
  figures(
    log: string,
  ): Promise<{ readonly scored: number; readonly waiting: number; readonly alerts: number }>;
  cases(
    log: string,
    filter: RiskFilter,
    offset: number,
    limit: number,
  ): Promise<{ readonly total: number; readonly rows: readonly RiskCase[] }>;
  /** Null where there is none of that number. */
  case(
    log: string,
    caseId: number,
  ): Promise<{
    readonly case: RiskCase;
    readonly entries: readonly ExplainedEntry[];
    readonly steps: readonly {
      readonly state: RiskDecision;
      readonly reason: string;
      readonly by: string;
      readonly at: string;
    }[];
  } | null>;
  /** Decides on cases that are there; recorded with each. */
  decide(
    log: string,
    cases: readonly number[],
    decision: {
      readonly state: RiskDecision;
      readonly reason: string;
      readonly by: string;
      readonly at: string;
    },
  ): Promise<void>;
  /** Scores of a day range from `min` on, the worst first. Null where the entry was not scored. */
  entry(log: string, entryId: number): Promise<ExplainedEntry | null>;
  entries(
    log: string,
    filter: { readonly from: string | null; readonly to: string | null; readonly min: number },
    limit: number,
  ): Promise<{ readonly total: number; readonly rows: readonly RiskEntry[] }>;
  /** The newest accesses by a person or to a patient, oldest first. */
  story(
    log: string,
    of: { readonly actor: string } | { readonly patient: string },
    days: { readonly from: string | null; readonly to: string | null },
    limit: number,
  ): Promise<{ readonly total: number; readonly rows: readonly RiskEntry[] }>;
  tuning(): Promise<RiskTuning | null>;
  saveTuning(
    tuning: RiskTuning,
    step: {
      readonly at: string;
      readonly by: string;
      readonly reason: string;
      readonly what: string;
      readonly draft: ActivityDraft;
    },
  ): Promise<void>;
  tuningHistory(): Promise<
    readonly { readonly at: string; readonly by: string; readonly reason: string; readonly what: string }[]
  >;
}
