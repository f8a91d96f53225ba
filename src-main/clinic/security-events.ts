import type { Severity } from '../../src-shared/clinic/security-event-types.ts';
import type { ClinicConnection } from './ports.ts';

/** What became of a security event. */
export type SecurityState = 'open' | 'investigating' | 'resolved' | 'dismissed' | 'reopened';

/** A security event of the clinic's database with its state now. Instants are RFC 3339 in UTC. */
export type SecurityEvent = {
  readonly id: number;
  readonly occurredAt: string | null;
  readonly recordedAt: string;
  readonly type: string;
  readonly severity: Severity;
  /** Somebody has to look into it. */
  readonly investigate: boolean;
  readonly actor: string;
  readonly address: string | null;
  /** What it is about: a table, an account, a record. */
  readonly subject: string | null;
  /** The same for events that belong together. */
  readonly correlation: string;
  /** Entry of the log in which it was found. */
  readonly entryId: number | null;
  readonly state: SecurityState;
  readonly reason: string | null;
  readonly decidedBy: string | null;
  readonly decidedAt: string | null;
  /** When somebody first answered, and until when a critical one has to be answered. */
  readonly answeredAt: string | null;
  readonly answerBy: string | null;
};

/** Which events, the newest first. */
export type SecurityEventWish = {
  /** Those that nobody has ended yet. */
  readonly unfinished: boolean;
  readonly severity: Severity | null;
  readonly limit: number;
};

/** Implemented in guard/security-events.ts. */
export interface SecurityEventDatabase {
  /** @throws Fault `database-not-guarded` where the pack has no security events, `database-…` */
  list(connection: ClinicConnection, wish: SecurityEventWish): Promise<readonly SecurityEvent[]>;
  decide(
    connection: ClinicConnection,
    event: number,
    decision: {
      readonly state: Exclude<SecurityState, 'open'>;
      readonly reason: string;
      readonly by: string;
    },
  ): Promise<void>;
  record(
    connection: ClinicConnection,
    event: { readonly type: string; readonly subject: string | null; readonly by: string },
  ): Promise<number>;
}

/** Security events of the clinic's database, as the officer. */
export interface SecurityEvents {
  /** @throws Fault `profile-missing`, `database-…` */
  list(wish: SecurityEventWish): Promise<readonly SecurityEvent[]>;
  /**
   * Begins, ends or reopens an investigation.
   * @param reason - 3 to 2000 characters
   * @throws Fault `usage` when the event is not in a state for that, `database-…`
   */
  decide(event: number, state: Exclude<SecurityState, 'open'>, reason: string): Promise<void>;
  /** Reports what Attestry itself has seen, such as a log that is tampered with. @throws Fault `database-…` */
  record(type: string, subject: string | null): Promise<number>;
}

/** See {@link SecurityEvents}. */
export const securityEvents = (parts: {
  readonly database: SecurityEventDatabase;
  readonly connection: () => Promise<ClinicConnection>;
  readonly officer: () => string;
}): SecurityEvents => ({
  list: async (wish) => parts.database.list(await parts.connection(), wish),
  decide: async (event, state, reason) =>
    parts.database.decide(await parts.connection(), event, { state, reason, by: parts.officer() }),
  record: async (type, subject) =>
    parts.database.record(await parts.connection(), { type, subject, by: parts.officer() }),
});
