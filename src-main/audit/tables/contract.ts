import type {
  Candidate,
  Inspection,
  MappedTable,
  Mapping,
  RowView,
  TableInfo,
} from '../../../src-shared/audit/tables.ts';
import type { Checkpoint, VerificationLevel, VerificationRun } from '../../../src-shared/audit/types.ts';
import type { Fault } from '../../base/fault.ts';
import type { ProofText } from '../proofs.ts';
import type { Work } from '../service.ts';
import type { MappingReport } from './ports.ts';
import type { TakenOver } from './watch.ts';

/** What came of watching a table once. */
export type Watched = TakenOver & {
  readonly checkpoint: Checkpoint | null;
  /** Why no checkpoint was signed although there was something to sign, or null. */
  readonly unsigned: Fault | null;
};

/** What window, command line and monitor can ask about audit tables without the guard schema. */
export interface TablesService {
  /** Needs no database. */
  list(): Promise<readonly TableInfo[]>;
  /** @throws Fault `database-…` */
  candidates(): Promise<readonly Candidate[]>;
  /** @throws Fault `table-missing`, `database-…` */
  inspect(schema: string, table: string): Promise<Inspection>;
  /** @throws Fault `database-…` */
  check(mapping: Mapping): Promise<MappingReport>;
  /** @throws Fault `table-unusable` when a check fails, `usage` when the same mapping is watched already */
  map(mapping: Mapping): Promise<MappedTable>;
  /** @throws Fault `table-unknown` */
  settle(sourceId: string, settleSeconds: number): Promise<void>;
  /** Stops watching; the witness stays. @throws Fault `table-unknown` */
  forget(sourceId: string): Promise<void>;
  /** Takes over what is new and signs a checkpoint if somebody is signed in. @throws Fault `table-…`, `database-…` */
  watch(sourceId: string, work: Work): Promise<Watched>;
  /** A table that is not as it was mapped gives a run that could not tell. @throws Fault `database-…`, `cancelled` */
  verify(sourceId: string, level: VerificationLevel, work: Work): Promise<VerificationRun>;
  /** One row by its position; the database is asked what stands under its key now. @throws Fault `entry-unknown`, `table-…`, `database-…` */
  row(sourceId: string, position: number, signal?: AbortSignal): Promise<RowView>;
  /** Proof file of a row. @throws Fault `entry-unknown`, `proof-impossible` */
  proof(sourceId: string, position: number): Promise<ProofText>;
  /**
   * For the monitor: takes over every table, draws rows at random, and verifies those where something differs, or that
   * were not verified for so long. What one table runs into hinders no other; it stands in the list.
   *
   * @param verifyAfter - milliseconds
   * @returns runs that found tampering
   */
  watchAll(work: Work, verifyAfter: number): Promise<readonly VerificationRun[]>;
}
