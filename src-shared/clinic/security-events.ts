import { z } from 'zod';
import { count, decisionReason, instant, nothing, text } from '../base/schemas.ts';
import { SEVERITIES } from './security-event-types.ts';

/** What became of a security event. */
export const SECURITY_STATES = ['open', 'investigating', 'resolved', 'dismissed', 'reopened'] as const;
export const securityStateSchema = z.enum(SECURITY_STATES);
export type SecurityState = z.infer<typeof securityStateSchema>;

/** What somebody can decide about an event: begin, end or reopen its investigation. */
export const securityDecisionSchema = securityStateSchema.exclude(['open']);
export type SecurityDecision = z.infer<typeof securityDecisionSchema>;

/** Shortest and longest reason of a decision, in characters. */
/** A security event of the clinic's database with its state now. */
export const securityEventSchema = z.strictObject({
  id: count,
  /** Null where the clinic wrote a time that is none. */
  occurredAt: instant.nullable(),
  recordedAt: instant,
  type: text,
  severity: z.enum(SEVERITIES),
  /** Somebody has to look into it. */
  investigate: z.boolean(),
  actor: text,
  address: text.nullable(),
  /** What it is about: a table, an account, a record. */
  subject: text.nullable(),
  /** The same for events that belong together by what they are. */
  correlation: text,
  /** Entry of the log in which it was found. */
  entryId: z.number().int().nullable(),
  state: securityStateSchema,
  reason: text.nullable(),
  decidedBy: text.nullable(),
  decidedAt: instant.nullable(),
  /** When somebody first answered, and until when a critical one has to be answered. */
  answeredAt: instant.nullable(),
  answerBy: instant.nullable(),
});
export type SecurityEvent = z.infer<typeof securityEventSchema>;

/** One decision on an event; they are appended, never changed. */
export const securityStepSchema = z.strictObject({
  state: securityDecisionSchema,
  reason: text,
  by: text,
  /** The database user they came with. */
  login: text,
  at: instant,
});
export type SecurityStep = z.infer<typeof securityStepSchema>;

/**
 * Which events. `waiting`: somebody has to look into them and nobody has ended that; `unfinished`: those that need nobody
 * too; `ended`: resolved and dismissed ones.
 */
export const SECURITY_VIEWS = ['waiting', 'unfinished', 'ended', 'all'] as const;
export const securityWishSchema = z.strictObject({
  which: z.enum(SECURITY_VIEWS),
  severity: z.enum(SEVERITIES).nullable(),
  limit: z.number().int().min(1).max(500),
});
export type SecurityWish = z.infer<typeof securityWishSchema>;

/** How much waits for somebody. */
export const securityWaitingSchema = z.strictObject({
  waiting: count,
  /** Critical ones that nobody answered, and those of them whose 15 minutes are over. */
  unanswered: count,
  overdue: count,
  /** When the next one becomes overdue. */
  nextDueAt: instant.nullable(),
  newestCritical: count,
  newestHigh: count,
});
export type SecurityWaiting = z.infer<typeof securityWaitingSchema>;

export const securityEventsContract = {
  /** query: the queue, the worst and oldest first; events of one person or address within an hour share a group. */
  'security-events.list': {
    input: securityWishSchema,
    output: z.strictObject({
      total: count,
      /** The database's clock: the 15 minutes are counted by it. */
      now: instant,
      rows: z.array(z.strictObject({ event: securityEventSchema, group: count, together: count })).max(500),
    }),
  },
  /** query: one event, what was decided on it, and what happened around it by the same person or address. */
  'security-events.get': {
    input: z.strictObject({ id: count }),
    output: z.strictObject({
      event: securityEventSchema,
      now: instant,
      steps: z.array(securityStepSchema).max(1000),
      related: z.array(securityEventSchema).max(50),
    }),
  },
  /** query: for the counter; null where the database has no security events. */
  'security-events.waiting': {
    input: nothing,
    output: z.strictObject({ waiting: securityWaitingSchema.nullable() }),
  },
  /** command: begins, ends or reopens an investigation; recorded in the database and in the activity log. */
  'security-events.decide': {
    input: z.strictObject({
      id: count,
      state: securityDecisionSchema,
      reason: decisionReason,
    }),
    output: nothing,
  },
} as const;
