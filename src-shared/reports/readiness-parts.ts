import { z } from 'zod';
import { count, instant, opaqueId, sha256Hex, text } from '../base/schemas.ts';
import { gapStateSchema, severitySchema } from '../controls/gaps.ts';
import { requirementRefSchema, TEST_OUTCOMES } from '../controls/tests.ts';
import { frameworkId, testId } from '../controls/types.ts';

/** A day such as `2026-11-22`. */
export const reportDay = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/);
/** Who did something: the name in a certificate, or an account. */
const who = z.string().max(300);

/** A number that the report states. Every rendering shows the same ones. */
export const figureSchema = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9-]{0,59}$/),
  label: z.string().min(1).max(120),
  value: z.number().nonnegative(),
});
export type Figure = z.infer<typeof figureSchema>;

export const reportedFrameworkSchema = z.strictObject({
  id: frameworkId,
  name: text,
  publisher: text,
  version: text,
  effectiveFrom: reportDay,
  effectiveTo: reportDay.nullable(),
});
export type ReportedFramework = z.infer<typeof reportedFrameworkSchema>;

/** Something that is not looked at, and why. */
export const exclusionSchema = z.strictObject({
  requirement: requirementRefSchema.nullable(),
  what: text,
  state: z.enum(['out', 'not-applicable']),
  reason: text,
  approvedBy: who.nullable(),
});

/** Where numbers come from. */
export const reportedSourceSchema = z.strictObject({
  name: text,
  server: text,
  database: text,
  role: text,
  /** SHA-256 of the query, or of what else was asked; null where nothing was. */
  queryHash: sha256Hex.nullable(),
  /** What it counted; null where nobody could count. */
  counted: count.nullable(),
  at: instant.nullable(),
});
export type ReportedSource = z.infer<typeof reportedSourceSchema>;

/** One result of an automated test, frozen. */
export const reportedTestSchema = z.strictObject({
  testId,
  version: count,
  title: text,
  resultId: z.uuid(),
  outcome: z.enum(TEST_OUTCOMES),
  reason: text,
  /** Null when nobody could count. */
  population: count.nullable(),
  tested: count,
  failed: count,
  /** Null: the whole population was tested. */
  sample: z.strictObject({ seed: count, size: count }).nullable(),
  queryHash: sha256Hex,
  finishedAt: instant,
  sha256: sha256Hex,
});
export type ReportedTest = z.infer<typeof reportedTestSchema>;

/** A sample that people went through. */
export const reportedSampleSchema = z.strictObject({
  id: opaqueId,
  title: text,
  population: count,
  size: count,
  seed: text,
  tested: count,
  exceptions: count,
});
export type ReportedSample = z.infer<typeof reportedSampleSchema>;

export const CONCLUSIONS = ['effective', 'exception', 'not-effective', 'not-tested'] as const;
export const conclusionSchema = z.enum(CONCLUSIONS);
export type ReportedConclusion = z.infer<typeof conclusionSchema>;

/** What is said of a signature over a conclusion or a cycle. `unknown`: it was not checked again for this report. */
export const signOffStateSchema = z.enum(['none', 'valid', 'voided', 'unknown']);

/** One requirement and what it came to. */
export const assessmentSchema = z.strictObject({
  requirement: requirementRefSchema,
  /** Our own words; never the text of the publisher. */
  title: text,
  citation: text.nullable(),
  obligation: z.enum(['required', 'addressable']).nullable(),
  addressable: z
    .strictObject({
      decision: z.enum(['implement', 'alternative', 'not-reasonable']),
      rationale: text,
      approvedBy: who.nullable(),
    })
    .nullable(),
  owner: who.nullable(),
  conclusion: conclusionSchema,
  narrative: z.string().max(20_000),
  tests: z.array(reportedTestSchema).max(200),
  /** Results that passed and are not listed, because the report goes without them. */
  testsLeftOut: count.exactOptional(),
  samples: z.array(reportedSampleSchema).max(200),
  /** Ids in the list of evidence. */
  evidence: z.array(opaqueId).max(2000),
  preparedBy: who.nullable(),
  preparedAt: instant.nullable(),
  approvedBy: who.nullable(),
  approvedAt: instant.nullable(),
  signOff: signOffStateSchema,
});
export type Assessment = z.infer<typeof assessmentSchema>;

/** A deviation that a test or a sample found, or that a reviewer stated. */
export const exceptionSchema = z.strictObject({
  number: count,
  requirement: requirementRefSchema,
  from: z.enum(['test', 'sample', 'review']),
  what: text,
  /** How many deviated, of how many that were looked at; null for a statement without a count. */
  found: count.nullable(),
  of: count.nullable(),
});
export type ReportedException = z.infer<typeof exceptionSchema>;

export const reportedGapSchema = z.strictObject({
  id: opaqueId,
  requirement: requirementRefSchema,
  title: text,
  severity: severitySchema,
  cause: text,
  owner: text,
  effortDays: z.number().nonnegative(),
  dueOn: reportDay.nullable(),
  state: gapStateSchema,
  acceptance: z.strictObject({ reason: text, by: text, until: reportDay }).nullable(),
});
export type ReportedGap = z.infer<typeof reportedGapSchema>;

/** A step of the roadmap. */
export const roadmapStepSchema = z.strictObject({
  position: count,
  gapId: opaqueId,
  title: text,
  startOn: reportDay,
  endOn: reportDay,
  late: z.boolean(),
  waitsFor: z.array(opaqueId).max(100),
});
export type RoadmapStep = z.infer<typeof roadmapStepSchema>;

/** A cycle beside the others that it can be compared with. */
export const trendRowSchema = z.strictObject({
  framework: frameworkId,
  cycleId: opaqueId,
  name: text,
  from: reportDay,
  to: reportDay,
  /** Requirements that all rows of the framework have in scope. */
  compared: count,
  effective: count,
  exception: count,
  notEffective: count,
  notTested: count,
});
export type TrendRow = z.infer<typeof trendRowSchema>;

export const reportedEvidenceSchema = z.strictObject({
  id: opaqueId,
  title: text,
  kind: text,
  source: text,
  collectedBy: who,
  collectedAt: instant,
  from: reportDay.nullable(),
  to: reportDay.nullable(),
  expiresOn: reportDay.nullable(),
  bytes: count,
  sha256: sha256Hex,
});
export type ReportedEvidence = z.infer<typeof reportedEvidenceSchema>;

/** Something that was not tested. */
export const notTestedSchema = z.strictObject({
  requirement: requirementRefSchema.nullable(),
  what: text,
  reason: text,
});

/** A signature that stands behind the report's content, beside the one over the PDF. */
export const signedSchema = z.strictObject({
  what: text,
  by: who,
  at: instant,
  state: signOffStateSchema,
  /** Id of the sign-off, by which it can be checked again. */
  id: opaqueId.nullable(),
});
