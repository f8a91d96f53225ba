import { z } from 'zod';
import { count, nothing, opaqueId, text } from '../base/schemas.ts';
import { conclusionSchema, reviewStageSchema, scopeStateSchema } from './cycles.ts';
import { requirementRefSchema, TEST_OUTCOMES, testId } from './tests.ts';
import { framework, FRAMEWORK_LIMITS, frameworkId, frameworkNode, RELATIONS } from './types.ts';

/** How a requirement is looked after. `person`: no test can show it, and no review has come to it yet. */
export const COVERAGES = ['test', 'review', 'left-out', 'person'] as const;
export const coverageSchema = z.enum(COVERAGES);
export type Coverage = z.infer<typeof coverageSchema>;

/** A framework, with how many of its requirements are looked after in which way. */
export const frameworkSummarySchema = z.strictObject({
  ...framework.omit({ nodes: true, format: true }).shape,
  /** Whether it holds today. */
  holds: z.boolean(),
  requirements: count,
  /** Each requirement is counted once. */
  coverage: z.strictObject({ test: count, review: count, 'left-out': count, person: count }),
});
export type FrameworkSummary = z.infer<typeof frameworkSummarySchema>;

/** One node of a framework with everything that is known about how it is looked after. */
export const coveredNodeSchema = z.strictObject({
  ...frameworkNode.shape,
  /** What it is to requirements of other frameworks. */
  mappings: z.array(z.strictObject({ relation: z.enum(RELATIONS), to: requirementRefSchema })).max(200),
  /** Automated tests that support it. */
  tests: z
    .array(
      z.strictObject({
        id: testId,
        title: text,
        conclusion: z.enum([...TEST_OUTCOMES, 'not-run']),
      }),
    )
    .max(500),
  /** Where it stands in the newest cycle that has it. */
  review: z
    .strictObject({
      cycleId: opaqueId,
      cycle: text,
      locked: z.boolean(),
      scope: scopeStateSchema,
      reason: text,
      stage: reviewStageSchema,
      conclusion: conclusionSchema.nullable(),
    })
    .nullable(),
  /** Null for a heading. */
  coverage: coverageSchema.nullable(),
});
export type CoveredNode = z.infer<typeof coveredNodeSchema>;

/** Channels of the bodies of rules. */
export const frameworksContract = {
  /** Query. */
  'frameworks.list': {
    input: nothing,
    output: z.strictObject({ frameworks: z.array(frameworkSummarySchema).max(200) }),
  },
  /** Query: one framework as a list of its nodes, parents before children. */
  'frameworks.get': {
    input: z.strictObject({ framework: frameworkId }),
    output: z.strictObject({
      summary: frameworkSummarySchema,
      nodes: z.array(coveredNodeSchema).max(FRAMEWORK_LIMITS.nodes),
    }),
  },
} as const;
