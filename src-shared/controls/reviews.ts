import { z } from 'zod';
import { verdictSchema } from '../audit/types.ts';
import { count, instant, nothing, opaqueId, text } from '../base/schemas.ts';
import {
  addressableDecisionSchema,
  conclusionSchema,
  controlReviewSchema,
  cycleSchema,
  daySchema,
  lintFindingSchema,
  MOST_CONTROLS,
  scopeStateSchema,
  wordsSchema,
} from './cycles.ts';
import { evidenceSchema } from './evidence.ts';
import { MOST_MAPPED } from './frameworks.ts';
import { sampleSchema } from './samples.ts';
import { requirementRefSchema, resultSummarySchema, testStandingSchema } from './tests.ts';
import { RELATIONS } from './types.ts';

/** What is said when a cycle is opened. */
export const newCycleSchema = cycleSchema
  .pick({ name: true, frameworks: true, from: true, to: true, dueOn: true, owner: true })
  .refine(({ from, to }) => from <= to, { path: ['to'], message: 'The period ends before it begins.' });
export type NewCycle = z.infer<typeof newCycleSchema>;

const owner = z.string().trim().max(300);
const ids = z.array(opaqueId).min(1).max(200);

/** What can be changed on controls; each raises the revision and takes an approval away. */
export const reviewEditSchema = z.discriminatedUnion('edit', [
  z.strictObject({ edit: z.literal('scope'), state: scopeStateSchema, reason: wordsSchema }),
  z.strictObject({
    edit: z.literal('addressable'),
    decision: addressableDecisionSchema,
    rationale: wordsSchema,
  }),
  z.strictObject({ edit: z.literal('assign'), owner, dueOn: daySchema }),
  /** `conclusion` null takes it back. */
  z.strictObject({
    edit: z.literal('conclude'),
    conclusion: conclusionSchema.nullable(),
    narrative: wordsSchema,
  }),
  /** Attaches the newest result of every test that supports the control. */
  z.strictObject({ edit: z.literal('attach-results') }),
  /**
   * Attaches them too, and concludes what no person has concluded on: effective when each test passed over its whole population,
   * with exceptions when one failed. What they could not tell is passed over.
   */
  z.strictObject({ edit: z.literal('take-over') }),
  z.strictObject({ edit: z.literal('detach-result'), result: z.uuid() }),
  z.strictObject({ edit: z.literal('attach-evidence'), evidence: ids }),
  z.strictObject({ edit: z.literal('detach-evidence'), evidence: ids }),
  z.strictObject({ edit: z.literal('attach-samples'), samples: ids }),
  z.strictObject({ edit: z.literal('detach-samples'), samples: ids }),
]);
export type ReviewEdit = z.infer<typeof reviewEditSchema>;

/** A control that is meant, and the revision that was looked at. */
export const meantControlSchema = z.strictObject({ requirement: requirementRefSchema, revision: count });
export type MeantControl = z.infer<typeof meantControlSchema>;
const meant = z.array(meantControlSchema).min(1).max(1000);

/** A cycle in the list. */
export const cycleRowSchema = z.strictObject({
  cycle: cycleSchema,
  controls: count,
  stages: z.strictObject({ 'to-conclude': count, 'to-approve': count, voided: count, approved: count }),
  /** Findings that keep it from being locked. */
  errors: count,
  /** What checking its signed lock said; null while it is open. */
  lock: z.strictObject({ result: verdictSchema, reason: text.nullable() }).nullable(),
});
export type CycleRow = z.infer<typeof cycleRowSchema>;

/** A control on the board: what is needed to find it and to see how it stands. */
export const boardRowSchema = z.strictObject({
  ...controlReviewSchema.pick({
    requirement: true,
    title: true,
    obligation: true,
    owner: true,
    dueOn: true,
    conclusion: true,
    stage: true,
    revision: true,
    preparedBy: true,
    approvedBy: true,
  }).shape,
  scope: scopeStateSchema,
  /** How much is attached. */
  attached: z.strictObject({ results: count, evidence: count, samples: count }),
  /** Waits for a conclusion, and every attached result of a test is a pass. */
  passing: z.boolean(),
  /** What the tests that support it found in the period; `none`: there is no such test. */
  found: z.enum(['pass', 'fail', 'unclear', 'none']),
  errors: count,
  warnings: count,
  overdue: z.boolean(),
});
export type BoardRow = z.infer<typeof boardRowSchema>;

/** What a conclusion on a requirement of another framework says about this one, no further than their relation allows. */
export const carriedSchema = z.strictObject({
  from: requirementRefSchema,
  title: text,
  /** What the other is to this one. */
  relation: z.enum(RELATIONS),
  /** Null when it has no approved conclusion in this cycle. */
  conclusion: conclusionSchema.nullable(),
  carries: z.enum(['effective', 'not-effective', 'partial', 'look', 'nothing']),
});

/** Everything about one control, for one page. */
export const controlViewSchema = z.strictObject({
  cycle: cycleSchema,
  control: controlReviewSchema,
  /** Heading, citation and note of the framework. */
  heading: text,
  citation: text,
  note: text,
  findings: z.array(lintFindingSchema).max(2000),
  /** Tests that support it, with where they stand now. */
  tests: z.array(testStandingSchema).max(500),
  results: z.array(resultSummarySchema).max(200),
  evidence: z.array(evidenceSchema).max(200),
  samples: z.array(sampleSchema).max(50),
  carried: z.array(carriedSchema).max(MOST_MAPPED),
  history: z.array(z.strictObject({ revision: count, at: instant, by: text, what: text })).max(10_000),
  /** The next and the one before in the cycle; null at the ends. */
  next: requirementRefSchema.nullable(),
  before: requirementRefSchema.nullable(),
});
export type ControlView = z.infer<typeof controlViewSchema>;

const of = z.strictObject({ cycleId: opaqueId });

/** Channels of the reviews of controls. */
export const reviewsContract = {
  /** Query: newest first. */
  'reviews.cycles': { input: nothing, output: z.strictObject({ cycles: z.array(cycleRowSchema).max(1000) }) },
  /** Command. */
  'reviews.open': { input: newCycleSchema, output: of },
  /** Query: one cycle as a board, with everything that does not fit. */
  'reviews.board': {
    input: of,
    output: z.strictObject({
      row: cycleRowSchema,
      today: daySchema,
      controls: z.array(boardRowSchema).max(MOST_CONTROLS),
      findings: z.array(lintFindingSchema).max(50_000),
      samples: z.array(sampleSchema).max(5000),
    }),
  },
  /** Query. */
  'reviews.control': {
    input: z.strictObject({ cycleId: opaqueId, requirement: requirementRefSchema }),
    output: controlViewSchema,
  },
  /** Command: changes controls; all of them or none. */
  'reviews.edit': {
    input: z.strictObject({ cycleId: opaqueId, controls: meant, change: reviewEditSchema }),
    output: nothing,
  },
  /** Command: approves controls with one signature of the token. */
  'reviews.approve': { input: z.strictObject({ cycleId: opaqueId, controls: meant }), output: nothing },
  /** Command: locks a cycle with a signature of the token. */
  'reviews.lock': { input: of, output: nothing },
  /** Command: checks every signature of a cycle and every file of its evidence anew. */
  'reviews.verify': {
    input: of,
    output: z.strictObject({
      result: verdictSchema,
      problems: z
        .array(z.strictObject({ requirement: requirementRefSchema.nullable(), text }))
        .max(MOST_CONTROLS),
    }),
  },
} as const;
