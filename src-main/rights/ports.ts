import type { ActivityEvent } from '../../src-shared/audit/activity.ts';
import type { CaseFilter } from '../../src-shared/rights/contract.ts';
import type { Person } from '../../src-shared/rights/people.ts';
import type { SealedObject } from '../keys/ports.ts';
import type { RightsCase, TakenStep } from './case.ts';

/** A step with everything that is written together with it, or not at all. */
export type StepDraft = {
  readonly taken: TakenStep;
  /** The case after it, for the list. */
  readonly case: RightsCase;
  /** Sealed words. */
  readonly sealed: readonly SealedObject[];
  /** Keyed hashes of persons, by which requests about the same one are found. */
  readonly persons: readonly string[];
  readonly event: ActivityEvent;
};

/** Where cases are kept: steps are only ever added. */
export interface RightsStore {
  /**
   * Opens a case under the next number of the year; the event then names it.
   * @returns its id, `R-2026-0001`
   */
  open(year: number, draft: StepDraft): Promise<string>;
  /** Adds the next step. @throws Fault `rights-changed` when another one was faster, `rights-unknown` */
  append(caseId: string, draft: StepDraft): Promise<void>;
  /** In order. @throws Fault `rights-unknown` */
  steps(caseId: string): Promise<readonly TakenStep[]>;
  /** Open ones first, by the day they are due. */
  list(
    filter: CaseFilter,
    offset: number,
    limit: number,
  ): Promise<{
    readonly total: number;
    readonly rows: readonly { readonly caseId: string; readonly case: RightsCase }[];
  }>;
  /** Ids of the cases about any of these persons. */
  about(persons: readonly string[]): Promise<readonly string[]>;
}

/** A patient as the clinic's database has them. */
export type PatientRecord = {
  readonly patientId: string;
  readonly person: Person;
  readonly deceasedOn: string | null;
  /** Id of the record that this one was merged into. */
  readonly mergedInto: string | null;
};

/** The clinic's patients, read only. */
export interface PatientDirectory {
  /**
   * Records that may be meant: a superset, at most 500.
   * @throws Fault `database-…`, `table-unusable` when the table is not as the settings say
   */
  find(person: Person): Promise<readonly PatientRecord[]>;
  /** Records by id, and those that were merged into them. */
  byId(patientIds: readonly string[]): Promise<readonly PatientRecord[]>;
}

// The rest of what the adapters of this room implement.
export type * from './dossier/ports.ts';
export type {
  DeliveryChange,
  DeliveryStore,
  MailOutcome,
  MailRelay,
  OutgoingMail,
} from './delivery/ports.ts';
