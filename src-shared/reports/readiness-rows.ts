import { z } from 'zod';
import { levelSchema, verdictSchema } from '../audit/types.ts';
import { count, instant, opaqueId, text } from '../base/schemas.ts';
import { severitySchema } from '../controls/gaps.ts';
import { keyKindSchema, keyStateSchema } from '../keys/types.ts';
import { caseTypeSchema } from '../rights/words.ts';
import { reportDay } from './readiness-parts.ts';

/** The review that a report is about. */
export const reportedCycleSchema = z.strictObject({
  id: opaqueId,
  name: text,
  state: z.enum(['open', 'locked']),
  owner: text,
  openedAt: instant,
  openedBy: text,
  lockedAt: instant.nullable(),
  lockedBy: text.nullable(),
});

/** One threat to one weakness: how likely, how grave, and what that comes to. */
export const riskSchema = z.strictObject({
  number: count,
  /** Where the electronic health information is. */
  place: text,
  threat: text,
  weakness: text,
  measures: text,
  likelihood: z.enum(['low', 'medium', 'high']),
  impact: z.enum(['low', 'medium', 'high']),
  level: severitySchema,
  action: text,
  gapId: opaqueId.nullable(),
});
export type ReportedRisk = z.infer<typeof riskSchema>;

/** A verification of a log. */
export const integrityRunSchema = z.strictObject({
  runId: opaqueId,
  log: text,
  level: levelSchema,
  verdict: verdictSchema,
  reason: text.nullable(),
  entries: count,
  pending: count,
  found: count,
  startedAt: instant,
  elapsedMs: z.number().nonnegative(),
  runBy: text,
});
export type ReportedRun = z.infer<typeof integrityRunSchema>;

/** A version of a key. */
export const reportedKeySchema = z.strictObject({
  keyId: opaqueId,
  name: text,
  kind: keyKindSchema,
  token: text,
  version: count,
  state: keyStateSchema,
  createdAt: instant,
  activatedAt: instant.nullable(),
  endedAt: instant.nullable(),
  operations: count,
  objects: count,
  rotation: z.enum(['fresh', 'soon', 'due']),
  rotateBy: instant.nullable(),
  certificateUntil: instant.nullable(),
});
export type ReportedKey = z.infer<typeof reportedKeySchema>;

/** A request of a patient, by its number alone. */
export const reportedCaseSchema = z.strictObject({
  caseId: text,
  right: caseTypeSchema,
  state: text,
  receivedOn: reportDay,
  due: reportDay,
  answeredOn: reportDay.nullable(),
  /** Days from the receipt to the answer; null while there is none. */
  days: count.nullable(),
  extended: z.boolean(),
  /** Answered, or still open, after the day it was due. */
  late: z.boolean(),
});
export type ReportedCase = z.infer<typeof reportedCaseSchema>;
