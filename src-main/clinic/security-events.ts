import type {
  SecurityDecision,
  SecurityEvent,
  SecurityStep,
  SecurityWaiting,
  SecurityWish,
} from '../../src-shared/clinic/security-events.ts';
import type { ActivityLog } from '../audit/index.ts';
import type { ClinicConnection } from './ports.ts';
import { type QueuedEvent, queueOf } from './security-queue.ts';

/** Implemented in guard/security-events.ts. */
export interface SecurityEventDatabase {
  /**
   * The worst and oldest first; those that ended, the newest first.
   * @throws Fault `database-not-guarded` where the pack has no security events, `database-…`
   */
  list(
    connection: ClinicConnection,
    wish: SecurityWish,
  ): Promise<{ readonly total: number; readonly now: string; readonly events: readonly SecurityEvent[] }>;
  /** @throws Fault `usage` when there is none of that number, `database-…` */
  show(
    connection: ClinicConnection,
    event: number,
  ): Promise<{
    readonly event: SecurityEvent;
    readonly now: string;
    readonly steps: readonly SecurityStep[];
    readonly related: readonly SecurityEvent[];
  }>;
  waiting(connection: ClinicConnection): Promise<SecurityWaiting>;
  decide(
    connection: ClinicConnection,
    event: number,
    decision: { readonly state: SecurityDecision; readonly reason: string; readonly by: string },
  ): Promise<void>;
  record(
    connection: ClinicConnection,
    event: {
      readonly type: string;
      readonly subject: string | null;
      readonly by: string;
      /** The same type and subject are recorded once a day (UTC). */
      readonly once: boolean;
    },
  ): Promise<number>;
}

/** Security events of the clinic's database, as the officer. */
export interface SecurityEvents {
  /** @throws Fault `profile-missing`, `database-…` */
  list(wish: SecurityWish): Promise<{
    readonly total: number;
    readonly now: string;
    readonly rows: readonly QueuedEvent[];
  }>;
  /** One event with its decisions and what happened around it. @throws Fault `usage`, `database-…` */
  show(event: number): ReturnType<SecurityEventDatabase['show']>;
  /** How much waits for somebody. @throws Fault `profile-missing`, `database-…` */
  waiting(): Promise<SecurityWaiting>;
  /**
   * Begins, ends or reopens an investigation; recorded in the activity log with its reason, also when it was refused.
   * @param reason - 3 to 2000 characters
   * @throws Fault `usage` when the event is not in a state for that, `database-…`
   */
  decide(event: number, state: SecurityDecision, reason: string): Promise<void>;
  /** Reports what Attestry itself has seen, such as a log that is tampered with. @throws Fault `database-…` */
  record(type: string, subject: string | null): Promise<number>;
  /** The same, once a day for a subject. @returns its number; 0: it was recorded today already @throws Fault `database-…` */
  recordOnce(type: string, subject: string): Promise<number>;
}

/** See {@link SecurityEvents}. */
export const securityEvents = (parts: {
  readonly database: SecurityEventDatabase;
  readonly connection: () => Promise<ClinicConnection>;
  readonly officer: () => string;
  readonly activity: Pick<ActivityLog, 'around'>;
}): SecurityEvents => ({
  list: async (wish) => {
    const { total, now, events } = await parts.database.list(await parts.connection(), wish);
    return { total, now, rows: queueOf(events, wish.which === 'waiting' || wish.which === 'unfinished') };
  },
  show: async (event) => parts.database.show(await parts.connection(), event),
  waiting: async () => parts.database.waiting(await parts.connection()),
  decide: (event, state, reason) =>
    parts.activity.around(
      {
        operation: `security-event.${state}`,
        objectType: 'security-event',
        objectId: String(event),
        purpose: reason,
      },
      async () =>
        parts.database.decide(await parts.connection(), event, { state, reason, by: parts.officer() }),
    ),
  record: async (type, subject) =>
    parts.database.record(await parts.connection(), { type, subject, by: parts.officer(), once: false }),
  recordOnce: async (type, subject) =>
    parts.database.record(await parts.connection(), { type, subject, by: parts.officer(), once: true }),
});
