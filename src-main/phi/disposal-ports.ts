import type {
  Disposal,
  DisposalResult,
  Hold,
  PlanStep,
  RetentionRow,
  RetentionRule,
} from '../../src-shared/phi/disposal.ts';
import type { SignedDecision } from '../../src-shared/signing/types.ts';
import type { Work } from '../audit/index.ts';
import type { ClinicConnection } from '../clinic/ports.ts';
import type { CatalogTable } from './row-ports.ts';

/** A table of a deletion, in the order in which they are gone through. */
export type StepWish = {
  readonly schema: string;
  readonly table: string;
  /** The column that names the patient: a hold on a patient binds by it. */
  readonly subjectColumn: string | null;
  /** Of an erasure: only rows of this patient. */
  readonly subject: string | null;
  /** Only rows older than so many months before the deletion's moment; null: whatever their age. */
  readonly age: { readonly column: string; readonly months: number } | null;
};

/** What the database says of rules, holds and deletions; by the officer's own login. */
export type DisposalStanding = {
  readonly installed: boolean;
  readonly tables: readonly CatalogTable[];
  readonly rules: readonly RetentionRow[];
  readonly holds: readonly Hold[];
  readonly disposals: readonly Disposal[];
};

/** Retention in the clinic's database. */
export interface DisposalDatabase {
  standing(connection: ClinicConnection): Promise<DisposalStanding>;
  setRule(officer: ClinicConnection, rule: RetentionRule): Promise<void>;
  placeHold(
    officer: ClinicConnection,
    hold: {
      readonly schema: string | null;
      readonly table: string | null;
      readonly patient: string | null;
      readonly reason: string;
    },
  ): Promise<void>;
  /** @throws Fault `hold-unknown` */
  liftHold(officer: ClinicConnection, id: number, reason: string): Promise<void>;
  /**
   * Counts what would be deleted, in one snapshot; changes nothing. The steps come in an order in which foreign keys allow
   * deleting: those that point before those that are pointed at.
   */
  plan(
    admin: ClinicConnection,
    wishes: readonly StepWish[],
  ): Promise<{ readonly at: string; readonly steps: readonly PlanStep[] }>;
  /**
   * Begins a deletion.
   * @param at - of the plan; a moment that has not come yet by the database's clock is refused
   * @throws Fault `disposal-refused`
   */
  begin(
    admin: ClinicConnection,
    disposal: {
      readonly disposalId: string;
      readonly kind: 'retention' | 'erasure';
      readonly at: string;
      readonly subject: string | null;
      readonly wishes: readonly StepWish[];
    },
  ): Promise<void>;
  /**
   * Deletes in batches, each a transaction that counts what it deleted; then verifies that the rows are gone. Stopped at any
   * moment it goes on from there when it is called again.
   *
   * @throws Fault `disposal-refused`, `cancelled`, `database-…`
   */
  carryOut(admin: ClinicConnection, disposalId: string, work: Work, batch?: number): Promise<DisposalResult>;
  keepCertificate(admin: ClinicConnection, disposalId: string, certificate: SignedDecision): Promise<void>;
  /** The signed certificate of a deletion; null when there is none. */
  certificate(officer: ClinicConnection, disposalId: string): Promise<SignedDecision | null>;
}
