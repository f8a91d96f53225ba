import { z } from 'zod';
import { count, decisionReason, instant, nothing, text } from '../base/schemas.ts';
import { pseudonymSchema } from '../clinic/monitoring.ts';
import { FACTOR_IDS } from './factors.ts';
import { riskChangeSchema } from './change.ts';
import { patternIdSchema, riskTuningSchema } from './tuning.ts';

/** What became of a case. */
export const RISK_STATES = ['new', 'explained', 'escalated'] as const;
export const riskStateSchema = z.enum(RISK_STATES);
export type RiskState = z.infer<typeof riskStateSchema>;
export const riskDecisionSchema = riskStateSchema.exclude(['new']);
export type RiskDecision = z.infer<typeof riskDecisionSchema>;

const score = z.number().min(0).max(1);
const actor = z.string().max(500);

/** An access with its score. */
export const riskEntrySchema = z.strictObject({
  entryId: z.number().int(),
  at: instant,
  actor,
  job: z.string().max(300).nullable(),
  patient: pseudonymSchema.nullable(),
  event: z.string().max(300),
  score,
  factors: z.array(z.enum(FACTOR_IDS)),
  /** Patterns that are not silenced. */
  patterns: z.array(patternIdSchema),
  caseId: count.nullable(),
});
export type RiskEntry = z.infer<typeof riskEntrySchema>;

/** One factor of a score: met, not met, or nobody could tell. */
export const factorFindingSchema = z.strictObject({
  factor: z.enum(FACTOR_IDS),
  met: z.boolean().nullable(),
  fact: text,
});
export type FactorFinding = z.infer<typeof factorFindingSchema>;

/** A pattern that an access shows. */
export const patternHitSchema = z.strictObject({
  pattern: patternIdSchema,
  version: count,
  fact: text,
  /** The rule that silenced it. */
  suppressedBy: count.nullable(),
});
export type PatternHit = z.infer<typeof patternHitSchema>;

/** An access with why it is scored as it is. Null where facts are no longer kept because the score is low. */
export const explainedEntrySchema = z.strictObject({
  entry: riskEntrySchema,
  findings: z.array(factorFindingSchema).max(FACTOR_IDS.length).nullable(),
  hits: z.array(patternHitSchema).max(20),
});
export type ExplainedEntry = z.infer<typeof explainedEntrySchema>;

/** What one person did that somebody should look at, as one case. */
export const riskCaseSchema = z.strictObject({
  caseId: count,
  actor,
  job: z.string().max(300).nullable(),
  firstAt: instant,
  lastAt: instant,
  firstEntry: z.number().int(),
  entries: count,
  patients: count,
  /** The highest of its accesses. */
  score,
  patterns: z.array(z.strictObject({ pattern: patternIdSchema, entries: count })).max(20),
  state: riskStateSchema,
  reason: text.nullable(),
  decidedBy: text.nullable(),
  decidedAt: instant.nullable(),
});
export type RiskCase = z.infer<typeof riskCaseSchema>;

/** Which cases. Days in UTC, both included. */
export const riskFilterSchema = z.strictObject({
  state: riskStateSchema.nullable(),
  pattern: patternIdSchema.nullable(),
  min: score.nullable(),
  from: z.iso.date().nullable(),
  to: z.iso.date().nullable(),
  /** Part of a login name. */
  actor: z.string().trim().max(200),
});
export type RiskFilter = z.infer<typeof riskFilterSchema>;

/** How scoring stands. */
export const riskStatusSchema = z.strictObject({
  state: z.enum(['off', 'watching', 'catching-up', 'trouble']),
  /** Why it does not go on, in words for the officer. */
  problem: text,
  scored: count,
  /** Cases that nobody decided. */
  waiting: count,
  /** Of those: with an alert. */
  alerts: count,
  /** What of the clinic's tables is known, and what ails that. */
  map: z.strictObject({ name: text.nullable(), origin: z.enum(['own', 'shipped', 'none']), problem: text }),
});
export type RiskStatus = z.infer<typeof riskStatusSchema>;

/** Whose accesses. A patient is named by pseudonym or by the reference that the log has. */
export const storyWishSchema = z.strictObject({
  kind: z.enum(['user', 'patient']),
  of: z.string().trim().min(1).max(300),
  from: z.iso.date().nullable(),
  to: z.iso.date().nullable(),
});
export type StoryWish = z.infer<typeof storyWishSchema>;

/** So many accesses are told in one story, the newest. */
export const STORY_MOST = 2000;

export const riskContract = {
  /** query */
  'risk.status': { input: nothing, output: riskStatusSchema },
  /** query: the worst and newest first. */
  'risk.cases': {
    input: z.strictObject({
      filter: riskFilterSchema,
      offset: count,
      limit: z.number().int().min(1).max(200),
    }),
    output: z.strictObject({ total: count, rows: z.array(riskCaseSchema).max(200) }),
  },
  /** query: a case with its accesses, the newest 200, and every decision. */
  'risk.case': {
    input: z.strictObject({ caseId: count }),
    output: z.strictObject({
      case: riskCaseSchema,
      entries: z.array(explainedEntrySchema).max(200),
      steps: z
        .array(z.strictObject({ state: riskDecisionSchema, reason: text, by: text, at: instant }))
        .max(200),
    }),
  },
  /** command: explains or escalates cases; recorded with the reason. Later accesses of the person make a new case. */
  'risk.decide': {
    input: z.strictObject({
      cases: z.array(count).min(1).max(500),
      state: riskDecisionSchema,
      reason: decisionReason,
    }),
    output: nothing,
  },
  /** query */
  'risk.story': {
    input: storyWishSchema,
    output: z.strictObject({
      /** The login, or the patient's pseudonym. */
      of: text,
      total: count,
      rows: z.array(riskEntrySchema).max(STORY_MOST),
    }),
  },
  /** query */
  'risk.tuning': {
    input: nothing,
    output: z.strictObject({
      tuning: riskTuningSchema,
      history: z.array(z.strictObject({ at: instant, by: text, reason: text, what: text })).max(100),
    }),
  },
  /** command: changes the tuning; holds for accesses that come from then on. */
  'risk.tune': {
    input: z.strictObject({ change: riskChangeSchema, reason: decisionReason }),
    output: nothing,
  },
  /** command: takes over a file that says which tables tell who is who; null where nothing was chosen. */
  'risk.choose-map': {
    input: nothing,
    output: z.strictObject({
      chosen: z
        .strictObject({
          name: text,
          problems: z.array(z.strictObject({ line: count.nullable(), text })).max(50),
        })
        .nullable(),
    }),
  },
} as const;
