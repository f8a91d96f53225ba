import type { CaseFilter, CaseRow, CaseView } from '../../src-shared/rights/contract.ts';
import type { Candidate, Person, RequestWords } from '../../src-shared/rights/people.ts';
import type { KnownState, RightsSettings } from '../../src-shared/rights/settings.ts';
import type { Opening, Step, StepOf } from '../../src-shared/rights/steps.ts';
import type { Escalation } from '../../src-shared/rights/words.ts';
import type { SealedObject } from '../keys/ports.ts';
import type { RightsCase } from './case.ts';
import type { Words } from './sealed-words.ts';

/** A case of which somebody must be told: what is new since the last time. */
export type Reminder = { readonly caseId: string; readonly level: Escalation };

/** What names people in a case. */
export type CaseWords = {
  readonly request: RequestWords;
  readonly patientId: string | null;
  readonly notes: readonly { readonly number: number; readonly note: string }[];
};

/** A file that was attached. */
export type Attached = { readonly object: string; readonly sha256: string };

/** Patients' requests from receipt to proof of delivery. */
export interface RightsService {
  /**
   * Opens a case. Cases about the same person and right are found and linked; each keeps its own clock.
   * @throws Fault `rights-refused` with the reasons, `not-signed-in`, `token-…`
   */
  open(
    opening: Opening,
    words: RequestWords,
  ): Promise<{ readonly caseId: string; readonly duplicates: readonly string[] }>;
  /**
   * Takes a step. Decisions are signed with the officer's token before they are taken.
   * @param options - `steps`: how many there were on the picture that it was decided on
   * @returns the case after it
   * @throws Fault `rights-refused` with the reasons, `rights-changed`, `rights-unknown`, `not-signed-in`, `token-…`
   */
  take(
    caseId: string,
    step: Step,
    options?: {
      readonly steps?: number;
      readonly words?: Words;
      /** Keyed hashes of persons, and sealed things that are kept together with it. */
      readonly persons?: readonly string[];
      readonly sealed?: readonly SealedObject[];
    },
  ): Promise<RightsCase>;
  list(
    filter: CaseFilter,
    offset: number,
    limit: number,
  ): Promise<{ readonly total: number; readonly today: string; readonly rows: readonly CaseRow[] }>;
  view(caseId: string): Promise<CaseView>;
  /** @throws Fault `rights-unknown` */
  case(caseId: string): Promise<RightsCase>;
  /** @throws Fault `not-signed-in`, `token-…`, `envelope-…` */
  words(caseId: string): Promise<CaseWords>;
  /** Patients who may be meant, best first. Recorded without what was searched for. */
  match(caseId: string, person: Person): Promise<readonly Candidate[]>;
  /** This is the patient. @returns cases about the same one, now linked */
  link(
    caseId: string,
    found: Pick<Candidate, 'patientId' | 'basis' | 'score'>,
    steps?: number,
  ): Promise<readonly string[]>;
  /** Records what has become urgent or late since the last time; ends nothing. */
  remind(): Promise<readonly Reminder[]>;
  /**
   * Attaches a file, sealed.
   * @returns its id, and the SHA-256 of the file
   * @throws Fault as {@link RightsService.take}; `file-unreadable`, `usage`
   */
  attach(caseId: string, kind: StepOf<'attach'>['kind'], path: string): Promise<Attached>;
  /** What was attached; null when there is nothing under this id. */
  attachment(object: string): Promise<Uint8Array | null>;
  settings(): Promise<RightsSettings>;
  setSettings(settings: RightsSettings): Promise<void>;
  /** States whose stricter periods are known. */
  states(): Promise<readonly KnownState[]>;
  /** The day it is for the covered entity. */
  today(): Promise<string>;
}
