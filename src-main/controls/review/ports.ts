import type { ActivityEvent } from '../../../src-shared/audit/activity.ts';
import type { ResultSummary, TestResult, TestStanding } from '../../../src-shared/controls/tests.ts';
import type { FileReaders } from '../../keys/index.ts';
import type { RequirementRef } from '../../../src-shared/controls/types.ts';
import type {
  ControlRecord,
  CycleRecord,
  EvidenceCheck,
  EvidenceRecord,
  ReviewChange,
  SampleRecord,
} from './records.ts';

/** What is written together: controls as they are from now on, each with the next revision. */
export type ReviewDraft = {
  readonly cycleId: string;
  readonly controls: readonly { readonly record: ControlRecord; readonly what: string }[];
  readonly at: string;
  readonly by: string;
  /** A sample that is added or answered in the same step. */
  readonly sample?: SampleRecord;
  readonly event: ActivityEvent;
};

/** Where cycles are kept. All of a draft is written, or nothing. */
export interface ReviewStore {
  open(cycle: CycleRecord, controls: readonly ControlRecord[], event: ActivityEvent): Promise<void>;
  /** Newest first. */
  cycles(): Promise<readonly CycleRecord[]>;
  /** Null when there is none of this id. */
  cycle(cycleId: string): Promise<CycleRecord | null>;
  /** In the order of their frameworks. */
  controls(cycleId: string): Promise<readonly ControlRecord[]>;
  /**
   * Writes changed controls and their history.
   * @throws Fault `review-changed` when somebody else was faster, `review-locked`
   */
  change(draft: ReviewDraft): Promise<void>;
  /** Oldest first. */
  history(cycleId: string, requirement: RequirementRef): Promise<readonly ReviewChange[]>;
  samples(cycleId: string): Promise<readonly SampleRecord[]>;
  /**
   * Holds a cycle while it is being locked: nothing is written to it until it is let go.
   * @param revisions - the sum of the revisions that the decision was taken on
   * @throws Fault `review-changed`
   */
  hold(cycleId: string, revisions: number): Promise<void>;
  letGo(cycleId: string): Promise<void>;
}

/** Where evidence is kept; a piece of it is never changed or removed. */
export interface EvidenceStore {
  add(evidence: EvidenceRecord, event: ActivityEvent): Promise<void>;
  /** Newest first. */
  all(): Promise<readonly EvidenceRecord[]>;
  /** What looking at each piece said last. */
  checks(): Promise<readonly EvidenceCheck[]>;
  checked(checks: readonly EvidenceCheck[]): Promise<void>;
}

/**
 * Encrypts copies of evidence under a key of the token that somebody is signed in to, and opens them: in the token's process, in
 * pieces. Each is bound to the hash of its content. All but `ready`, `reads` and `readers` throw Fault `not-signed-in`, `token-absent` for a copy that
 * another token's key opens, `key-forbidden`, `envelope-damaged`, `envelope-context`, `token-…`.
 */
export interface EvidenceVault {
  /** Whether somebody is signed in to a token and may encrypt and decrypt. */
  ready(): boolean;
  /** Whether somebody is signed in and may open at least what a colleague opened up to them. */
  reads(): boolean;
  /** Wraps the key of a copy for others, whose keys are SubjectPublicKeyInfo, DER; the copy stays as it is. */
  share(sha256: string, file: string, publicKeys: readonly Uint8Array[]): Promise<void>;
  /** Takes that away again for one. @param publicKeySha256 - hexadecimal */
  unshare(file: string, publicKeySha256: string): Promise<void>;
  /** Who can open a copy; needs no token. @throws Fault `file-unreadable`, `envelope-damaged`, `key-missing` */
  readers(file: string): Promise<FileReaders>;
  /** A certificate by which colleagues name whoever is signed in; PEM. */
  certificate(): Promise<{ readonly pem: string; readonly publicKeySha256: string }>;
  seal(sha256: string, from: string, to: string, signal?: AbortSignal): Promise<void>;
  /** SHA-256 of what is in it, without writing it anywhere. */
  digest(sha256: string, file: string, signal?: AbortSignal): Promise<{ readonly sha256: string }>;
  open(sha256: string, from: string, to: string): Promise<void>;
  /** The content of an envelope of less than 2 MiB. */
  read(sha256: string, file: string): Promise<Uint8Array>;
}

/** Results of automated tests, as reviews need them. */
export interface TestRecords {
  standings(): Promise<readonly TestStanding[]>;
  /** Those that are known, in any order; each was checked against its own hash. */
  summaries(ids: readonly string[]): Promise<readonly ResultSummary[]>;
  /** One in full; null when it is not known. */
  result(id: string): Promise<TestResult | null>;
}
