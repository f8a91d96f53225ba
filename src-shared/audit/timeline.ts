import { z } from 'zod';
import { count, instant, opaqueId } from '../base/schemas.ts';

/** Most spans that the log is divided into. */
export const MOST_SPANS = 200;

/** What is known of a stretch of the log; each is true only where it holds for every entry of the span. */
export const spanSchema = z.strictObject({
  /** Positions [from, to). */
  from: count,
  to: count,
  /** The time that its first entry bears, never before that of the span before; null where this computer does not know. */
  at: instant.nullable(),
  witnessed: z.boolean(),
  signed: z.boolean(),
  /** Covered by the newest verification that came to a verdict and followed the chain, which found nothing here. */
  verified: z.boolean(),
  /** Findings of that verification in the span. */
  suspicious: count,
});
export type Span = z.infer<typeof spanSchema>;

export const timelineSchema = z.strictObject({
  spans: z.array(spanSchema).max(MOST_SPANS + 4),
  /** The time that the newest witnessed entry bears. */
  until: instant.nullable(),
  /** Entries behind the spans that wait to be sealed. */
  pending: count,
  /** The verification that is shown, and its findings that have no position. */
  run: z.strictObject({ runId: opaqueId, at: instant, elsewhere: count }).nullable(),
});
export type Timeline = z.infer<typeof timelineSchema>;

export const timelineContract = {
  /** query: the whole log in a few spans, as large as the status says that it is; needs no database. */
  'audit.timeline': { input: z.strictObject({ sealed: count, pending: count }), output: timelineSchema },
} as const;
