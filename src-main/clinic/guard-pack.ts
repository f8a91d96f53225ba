import type { GuardPlan, GuardRoles, GuardStatus } from '../../src-shared/clinic/guard.ts';
import type { Work } from '../audit/index.ts';
import type { AdministratorDesk } from './administrator-desk.ts';
import type { ClinicConnection } from './ports.ts';

/** What becomes of the log at a roll back. */
export type LogChoice = {
  /** File for a copy; null: no copy. */
  readonly keepIn: string | null;
  /** Whether entries may be thrown away without a copy. */
  readonly lose: boolean;
};

/** A copy of the log, as it was written. */
export type LogCopy = { readonly entries: number; readonly sha256: string };

/** The pack in a database; implemented by the adapter. Every member throws Fault `guard-…`, `database-…`. */
export interface PackDatabase {
  status(connection: ClinicConnection): Promise<GuardStatus>;
  plan(
    connection: ClinicConnection,
    direction: 'install' | 'roll-back',
    roles: GuardRoles,
  ): Promise<GuardPlan>;
  install(connection: ClinicConnection, roles: GuardRoles, work: Work): Promise<readonly string[]>;
  rollBack(connection: ClinicConnection, choice: LogChoice, work: Work): Promise<LogCopy | null>;
}

/** The guard pack in the clinic's database: what is there, installing what is missing, and taking it away again. */
export interface GuardPack {
  /** As the connection of this profile sees it. @throws Fault `profile-missing`, `database-…` */
  status(): Promise<GuardStatus>;
  /** As the administrator sees it. @throws Fault `administrator-needed`, `database-…` */
  statusAs(handle: string): Promise<GuardStatus>;
  /** What would be done. Changes nothing. @throws Fault `administrator-needed`, `guard-…`, `database-…` */
  plan(handle: string, direction: 'install' | 'roll-back', roles: GuardRoles): Promise<GuardPlan>;
  /**
   * Installs what is missing; running it again does nothing, or goes on where it was cut off.
   * @returns names of the files that were run
   * @throws Fault `administrator-needed`, `guard-…`, `database-…`, `cancelled`
   */
  install(handle: string, roles: GuardRoles, work: Work): Promise<readonly string[]>;
  /** Takes everything away again. @throws Fault as {@link GuardPack.install}, `guard-log-kept`, `guard-attached` */
  rollBack(handle: string, choice: LogChoice, work: Work): Promise<LogCopy | null>;
}

/** Wires the desk to the database; whatever changes something is recorded. */
export function guardPack(parts: {
  readonly desk: AdministratorDesk;
  readonly database: PackDatabase;
  readonly connection: () => Promise<ClinicConnection>;
  /** Told after something was changed. */
  readonly changed: () => void;
  /** Told when the pack was taken from a database. */
  readonly removed: (from: ClinicConnection) => Promise<void>;
}): GuardPack {
  const { desk, database } = parts;
  const draft = (operation: string, purpose: string) => ({
    ...{ operation, objectType: 'guard', objectId: desk.seat()?.database ?? '', purpose },
  });
  const told = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } finally {
      parts.changed();
    }
  };
  return {
    status: async () => database.status(await parts.connection()),
    statusAs: (handle) => desk.look(handle, (connection) => database.status(connection)),
    plan: (handle, direction, roles) =>
      desk.look(handle, (connection) => database.plan(connection, direction, roles)),
    install: (handle, roles, work) =>
      told(
        desk.act(handle, draft('guard.install', `owner ${roles.owner}`), (connection) =>
          database.install(connection, roles, work),
        ),
      ),
    rollBack: (handle, choice, work) =>
      told(
        desk.act(
          handle,
          draft(
            'guard.roll-back',
            choice.keepIn === null ? 'the log is not kept' : 'a copy of the log is kept',
          ),
          async (connection) => {
            const copy = await database.rollBack(connection, choice, work);
            await parts.removed(connection);
            return copy;
          },
        ),
      ),
  };
}
