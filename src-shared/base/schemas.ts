import { z } from 'zod';

/** SHA-256 as 64 lower-case hexadecimal digits. */
export const sha256Hex = z.string().regex(/^[0-9a-f]{64}$/);

/** An instant as RFC 3339 in UTC, with up to microseconds. */
export const instant = z.string().regex(/^\d{4,6}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z$/);

/** A count or position; may exceed 2^31, stays below 2^53. */
export const count = z.number().int().nonnegative();

/** An opaque id made by the main process. */
export const opaqueId = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/);

/** A short text for the screen; bounded so that no output can grow without limit. */
export const text = z.string().max(2000);

/** Why an officer decided something: in characters, as it is kept with who and when. */
export const DECISION_REASON = { least: 3, most: 2000 } as const;
export const decisionReason = z.string().trim().min(DECISION_REASON.least).max(DECISION_REASON.most);

/** No members: the input of a call that takes nothing, the output of one that gives nothing. */
export const nothing = z.strictObject({});
