import type {
  AttachOutcome,
  AuditTriggersView,
  NumberGap,
  TableName,
} from '../../src-shared/clinic/audit-triggers.ts';
import type { ClinicConnection } from './ports.ts';
import type { AdministratorDesk } from './administrator-desk.ts';

/** What the guard can be asked about audit triggers; implemented in guard/audit-triggers.ts. */
export interface TriggerDatabase {
  /** Every table of the clinic with the state of its triggers. @throws Fault `database-…` */
  view(connection: ClinicConnection): Promise<AuditTriggersView>;
  /** Entry numbers without an entry, the newest first. @throws Fault `database-…` */
  gaps(connection: ClinicConnection): Promise<readonly NumberGap[]>;
  /**
   * Puts the triggers on a table, or repairs them; in a transaction of its own that waits three seconds for the table.
   * @throws Fault `database-…` when the connection fails; what one table refuses is its outcome
   */
  attach(admin: ClinicConnection, tables: readonly TableName[]): Promise<readonly AttachOutcome[]>;
  detach(admin: ClinicConnection, table: TableName): Promise<AttachOutcome>;
  /** The event triggers that record changes of the schema. @throws Fault `database-…` */
  watchSchema(admin: ClinicConnection, on: boolean): Promise<void>;
}

/** Audit triggers on the clinic's tables. */
export interface AuditTriggers {
  view(): Promise<AuditTriggersView>;
  gaps(): Promise<readonly NumberGap[]>;
  /** @throws Fault `administrator-needed`, `database-…` */
  attach(handle: string, tables: readonly TableName[]): Promise<readonly AttachOutcome[]>;
  /** @throws Fault `administrator-needed`, `database-…` */
  detach(handle: string, table: TableName): Promise<AttachOutcome>;
  /** @throws Fault `administrator-needed`, `database-…` */
  watchSchema(handle: string, on: boolean): Promise<void>;
}

const OBJECT_LENGTH = 200;
const named = (tables: readonly TableName[]): string =>
  tables
    .map(({ schema, table }) => `${schema}.${table}`)
    .join(', ')
    .slice(0, OBJECT_LENGTH);

/** See {@link AuditTriggers}. */
export function auditTriggers(parts: {
  readonly database: TriggerDatabase;
  /** As the officer. @throws Fault `profile-missing` */
  readonly connection: () => Promise<ClinicConnection>;
  readonly desk: Pick<AdministratorDesk, 'act'>;
}): AuditTriggers {
  const { database, desk } = parts;
  return {
    view: async () => database.view(await parts.connection()),
    gaps: async () => database.gaps(await parts.connection()),
    attach: (handle, tables) =>
      desk.act(
        handle,
        { operation: 'audit-triggers.attach', objectType: 'table', objectId: named(tables) },
        (admin) => database.attach(admin, tables),
      ),
    detach: (handle, table) =>
      desk.act(
        handle,
        { operation: 'audit-triggers.detach', objectType: 'table', objectId: named([table]) },
        (admin) => database.detach(admin, table),
      ),
    watchSchema: (handle, on) =>
      desk.act(
        handle,
        {
          operation: on ? 'audit-triggers.attach' : 'audit-triggers.detach',
          objectType: 'schema',
          objectId: 'schema changes',
        },
        (admin) => database.watchSchema(admin, on),
      ),
  };
}
