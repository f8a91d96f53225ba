import { z } from 'zod';
import { count, instant, opaqueId, sha256Hex, text } from '../base/schemas.ts';
import { verdictSchema } from '../audit/types.ts';
import { evidenceSchema } from './evidence.ts';
import { sampleSchema } from './samples.ts';
import { requirementRefSchema, resultSummarySchema } from './tests.ts';
import { frameworkId } from './types.ts';

/** A day such as `2026-11-22`. */
export const daySchema = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/);
/** Words of an officer about a control; no patient is named in them. */
export const wordsSchema = z.string().trim().max(4000);

/** Most controls of one cycle. */
export const MOST_CONTROLS = 5000;

/** What the review of a control came to. */
export const CONCLUSIONS = ['effective', 'exception', 'not-effective', 'not-tested'] as const;
export const conclusionSchema = z.enum(CONCLUSIONS);
export type ReviewConclusion = z.infer<typeof conclusionSchema>;

/** Whether a requirement is reviewed; leaving one out needs a reason and a second person. */
export const SCOPE_STATES = ['in', 'out', 'not-applicable'] as const;
export const scopeStateSchema = z.enum(SCOPE_STATES);
export type ScopeState = z.infer<typeof scopeStateSchema>;

/** The three ways to decide on an addressable specification (45 CFR 164.306(d)(3)). */
export const ADDRESSABLE_DECISIONS = ['implement', 'alternative', 'not-reasonable'] as const;
export const addressableDecisionSchema = z.enum(ADDRESSABLE_DECISIONS);
export type AddressableDecision = z.infer<typeof addressableDecisionSchema>;

/** A framework as it stood when the cycle was opened. */
export const cycleFrameworkSchema = z.strictObject({
  id: frameworkId,
  name: text,
  version: text,
  /** SHA-256 of the framework as canonical JSON. */
  sha256: sha256Hex,
});

/** A review of one or more frameworks over a period. */
export const cycleSchema = z.strictObject({
  id: opaqueId,
  name: z.string().trim().min(3).max(120),
  frameworks: z.array(frameworkId).min(1).max(20),
  versions: z.array(cycleFrameworkSchema).min(1).max(20),
  /** First and last day of the period that is reviewed. */
  from: daySchema,
  to: daySchema,
  dueOn: daySchema,
  owner: z.string().trim().max(300),
  openedAt: instant,
  openedBy: text,
  /** Derived from the signed lock, never from a flag alone. */
  state: z.enum(['open', 'locked']),
  lockedAt: instant.nullable(),
  lockedBy: text.nullable(),
  /** Id of the sign-off that locked it. */
  signOff: opaqueId.nullable(),
});
export type Cycle = z.infer<typeof cycleSchema>;

/** Where a control stands on the way to its approval. `voided`: it was approved, and something was changed since. */
export const REVIEW_STAGES = ['to-conclude', 'to-approve', 'voided', 'approved'] as const;
export const reviewStageSchema = z.enum(REVIEW_STAGES);
export type ReviewStage = z.infer<typeof reviewStageSchema>;

/** One requirement in one cycle, with everything that was decided on it. */
export const controlReviewSchema = z.strictObject({
  cycleId: opaqueId,
  requirement: requirementRefSchema,
  /** As the framework had it when the cycle was opened. */
  title: text,
  /** Id of the heading above it; null at the top. */
  parent: z.string().max(60).nullable(),
  obligation: z.enum(['required', 'addressable']).nullable(),
  scope: z.strictObject({
    state: scopeStateSchema,
    reason: wordsSchema,
    /** Who approved that it is left out; null while nobody has, and for what is in scope. */
    approvedBy: text.nullable(),
  }),
  addressable: z
    .strictObject({
      decision: addressableDecisionSchema,
      rationale: wordsSchema,
      approvedBy: text.nullable(),
    })
    .nullable(),
  owner: z.string().trim().max(300),
  dueOn: daySchema,
  /** Null while it is not concluded. */
  conclusion: conclusionSchema.nullable(),
  /** What was found; for `not-tested` the reason. */
  narrative: wordsSchema,
  /** Ids of results of automated tests, frozen when they were attached. */
  testResults: z.array(z.uuid()).max(200),
  /** Ids of evidence, and of samples of this cycle. */
  evidence: z.array(opaqueId).max(200),
  samples: z.array(opaqueId).max(50),
  /** Who concluded it (subject of the certificate), and when; null while it is not concluded. */
  preparedBy: text.nullable(),
  preparedAt: instant.nullable(),
  /** Who approved it as it is now; null when nobody has, or when it was changed since. */
  approvedBy: text.nullable(),
  approvedAt: instant.nullable(),
  /** The newest sign-off that names it, whether it still holds or not. */
  signOff: opaqueId.nullable(),
  /** Why that sign-off does not hold; null when it does or when there is none. */
  voided: text.nullable(),
  stage: reviewStageSchema,
  /** Raised by every change. */
  revision: count,
  /** SHA-256 of everything about this control as canonical JSON: what is signed. */
  digest: sha256Hex,
});
export type ControlReview = z.infer<typeof controlReviewSchema>;

/** What the check of a cycle looks for. */
export const LINT_RULES = [
  'not-concluded',
  'not-approved',
  'approval-void',
  'left-out-without-reason',
  'addressable-undecided',
  'addressable-without-rationale',
  'approver-is-preparer',
  'not-tested-without-reason',
  'conclusion-without-narrative',
  'effective-without-evidence',
  'result-missing',
  'effective-though-test-failed',
  'effective-though-test-unclear',
  'effective-though-exceptions',
  'sample-unfinished',
  'sample-incomplete',
  'evidence-missing-file',
  'evidence-changed',
  'evidence-expired',
  'evidence-outside-period',
  'overdue',
] as const;
/** Something that does not fit together. `error`: the cycle cannot be locked with it. */
export const lintFindingSchema = z.strictObject({
  rule: z.enum(LINT_RULES),
  level: z.enum(['error', 'warning']),
  /** Null for the cycle as a whole. */
  requirement: requirementRefSchema.nullable(),
  /** What does not fit, by name, and what to do. */
  text,
});
export type LintFinding = z.infer<typeof lintFindingSchema>;

/**
 * Everything about one cycle as one value: what reports, gaps and trends read. Only additions are made to it. Order:
 * controls as their frameworks have them; the rest by id. All that the controls name is here.
 */
export const cycleSnapshotSchema = z.strictObject({
  format: z.literal('attestry/review-cycle/1'),
  cycle: cycleSchema,
  controls: z.array(controlReviewSchema).max(MOST_CONTROLS),
  /** Results of tests that are attached to a control. */
  results: z.array(resultSummarySchema).max(10_000),
  evidence: z.array(evidenceSchema).max(20_000),
  samples: z.array(sampleSchema).max(5000),
  lint: z.array(lintFindingSchema).max(50_000),
  /** What checking the signed lock said just now; null while the cycle is open. */
  lock: z
    .strictObject({ result: verdictSchema, reason: text.nullable(), signOff: opaqueId, digest: sha256Hex })
    .nullable(),
});
export type CycleSnapshot = z.infer<typeof cycleSnapshotSchema>;
