import { randomBytes } from 'node:crypto';
import { type AdministratorSeat, SEAT_MINUTES } from '../../src-shared/clinic/administrator.ts';
import type { ActivityDraft, ActivityLog } from '../audit/index.ts';
import { type Clock, instantOf } from '../base/clock.ts';
import { Fault } from '../base/fault.ts';
import type { ClinicConnection } from './ports.ts';

/** Connects once and says who that is. @throws Fault `database-…` */
export type ProbeAdministrator = (
  connection: ClinicConnection,
) => Promise<{ readonly user: string; readonly superuser: boolean }>;

/**
 * Where a database administrator sits down to change the clinic's database: user and password are asked for once and
 * kept in memory for ten minutes at most. Nothing is ever stored.
 */
export interface AdministratorDesk {
  /** Who sits there; null when nobody does. */
  seat(): AdministratorSeat | null;
  /**
   * Tries a connection and keeps it. Whoever sat there before is gone.
   * @throws Fault `database-…` when the database does not accept it
   */
  sitDown(connection: ClinicConnection): Promise<AdministratorSeat>;
  /**
   * Runs a command as the administrator and records it: who sat at the computer, which database user, what.
   * @param handle - that of the seat; another one, or one whose time is over, is refused
   * @throws Fault `administrator-needed`, and what the work throws
   */
  act<T>(
    handle: string,
    draft: ActivityDraft,
    work: (connection: ClinicConnection) => Promise<T>,
  ): Promise<T>;
  /** As {@link AdministratorDesk.act} for what only looks: nothing is recorded. @throws Fault `administrator-needed` */
  look<T>(handle: string, work: (connection: ClinicConnection) => Promise<T>): Promise<T>;
  /** Forgets the password. What is under way goes on. */
  leave(): void;
}

/** See {@link AdministratorDesk}. */
export function administratorDesk(parts: {
  readonly probe: ProbeAdministrator;
  readonly activity: Pick<ActivityLog, 'record' | 'around'>;
  readonly clock: Clock;
  /** Told when somebody sat down or left. */
  readonly changed: () => void;
}): AdministratorDesk {
  let taken: { readonly seat: AdministratorSeat; readonly connection: ClinicConnection } | null = null;
  let timer: NodeJS.Timeout | undefined;
  const leave = (): void => {
    clearTimeout(timer);
    if (taken === null) return;
    taken = null;
    parts.changed();
  };
  const current = (): typeof taken => {
    // A computer that slept has not run the timer.
    if (taken !== null && Date.parse(taken.seat.until) <= parts.clock.now()) leave();
    return taken;
  };
  const connectionFor = (handle: string): { connection: ClinicConnection; user: string } => {
    const here = current();
    if (here?.seat.handle !== handle) throw nobody();
    return { connection: here.connection, user: here.seat.user };
  };

  return {
    seat: () => current()?.seat ?? null,
    sitDown: async (connection) => {
      const draft: ActivityDraft = {
        operation: 'administrator.sit-down',
        objectType: 'database',
        objectId: connection.database,
        purpose: `database user ${connection.user}`,
      };
      const { user, superuser } = await parts.activity.around(draft, () => parts.probe(connection));
      leave();
      const seat: AdministratorSeat = {
        handle: randomBytes(18).toString('base64url'),
        user,
        superuser,
        database: connection.database,
        host: connection.host,
        until: instantOf({ now: () => parts.clock.now() + SEAT_MINUTES * 60_000 }),
      };
      taken = { seat, connection };
      timer = setTimeout(leave, SEAT_MINUTES * 60_000).unref();
      parts.changed();
      return seat;
    },
    act: async (handle, draft, work) => {
      const { connection, user } = connectionFor(handle);
      const purpose = [`as database user ${user}`, ...(draft.purpose ? [draft.purpose] : [])].join('; ');
      await parts.activity.record({ ...draft, purpose, outcome: 'begun' });
      return parts.activity.around({ ...draft, purpose }, () => work(connection));
    },
    look: async (handle, work) => work(connectionFor(handle).connection),
    leave,
  };
}

const nobody = (): Fault =>
  new Fault(
    'administrator-needed',
    'This changes the clinic’s database, and no database administrator is signed in here now.',
    `Sign in with a database administrator’s user and password; they are forgotten after ${SEAT_MINUTES} minutes.`,
  );
