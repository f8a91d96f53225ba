import { z } from 'zod';
import { count, instant, nothing, opaqueId, sha256Hex, text } from '../base/schemas.ts';
import { conclusionSchema, reviewStageSchema, scopeStateSchema } from './cycles.ts';
import { requirementRefSchema, TEST_OUTCOMES } from './tests.ts';
import {
  framework,
  FRAMEWORK_LIMITS,
  frameworkId,
  frameworkNode,
  frameworkProblem,
  RELATIONS,
  testId,
} from './types.ts';

/**
 * How a requirement is looked after. `review`: a conclusion of the newest review that a second
 * person approved. `person`: no test can show it, and no review has come to an approved conclusion yet.
 */
export const COVERAGES = ['test', 'review', 'left-out', 'person'] as const;
export const coverageSchema = z.enum(COVERAGES);
export type Coverage = z.infer<typeof coverageSchema>;

/** One edition of a framework of one's own, as it was imported. */
export const frameworkEditionSchema = z.strictObject({
  version: text,
  /** Null when the kept text is not the one that was imported. */
  effective: framework.shape.effective.nullable(),
  /** SHA-256 of the framework as canonical JSON (RFC 8785). */
  sha256: sha256Hex,
  importedAt: instant,
  importedBy: text,
  /** Review cycles that were opened under it; while there are any it cannot be removed. */
  cycles: count,
});
export type FrameworkEdition = z.infer<typeof frameworkEditionSchema>;

/** A framework, with how many of its requirements are looked after in which way. */
export const frameworkSummarySchema = z.strictObject({
  ...framework.omit({ nodes: true, format: true }).shape,
  /** Whether it holds today. */
  holds: z.boolean(),
  requirements: count,
  /** Each requirement is counted once. */
  coverage: z.strictObject({ test: count, review: count, 'left-out': count, person: count }),
  /** Its editions, the newest first; null for one that is brought along. */
  editions: z.array(frameworkEditionSchema).max(FRAMEWORK_LIMITS.editions).nullable(),
});
export type FrameworkSummary = z.infer<typeof frameworkSummarySchema>;

/** Mappings of a requirement: those brought along, and those of every framework of one's own. */
export const MOST_MAPPED = 200 + FRAMEWORK_LIMITS.own * FRAMEWORK_LIMITS.naming;

/** One node of a framework with everything that is known about how it is looked after. */
export const coveredNodeSchema = z.strictObject({
  ...frameworkNode.shape,
  /** What it is to requirements of other frameworks. */
  mappings: z
    .array(z.strictObject({ relation: z.enum(RELATIONS), to: requirementRefSchema }))
    .max(MOST_MAPPED),
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

/** What a file would add, before it is imported. */
export const frameworkPreviewSchema = z.strictObject({
  ...framework.omit({ nodes: true, format: true }).shape,
  sha256: sha256Hex,
  requirements: count,
  /** Mappings to other frameworks, and tests that are named. */
  mappings: count,
  tests: count,
  nodes: z.array(frameworkNode.pick({ id: true, title: true, kind: true, parent: true, obligation: true })),
  /** What it is to what is here: the first edition, a later one of `version`, or one that is here already. */
  standing: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('new') }),
    z.strictObject({ kind: z.literal('same') }),
    z.strictObject({
      kind: z.literal('later'),
      version: text,
      /** Requirements that are new, gone, or asked for in other words. */
      added: count,
      removed: count,
      changed: count,
    }),
  ]),
});
export type FrameworkPreview = z.infer<typeof frameworkPreviewSchema>;

const chosenFile = z.strictObject({ handle: opaqueId, name: text });

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
  /** Query: lets the officer choose a file, and says what is wrong with it, or what it would add. Nothing is kept. */
  'frameworks.choose-file': {
    input: nothing,
    output: z.strictObject({
      chosen: z
        .strictObject({
          file: chosenFile,
          problems: z.array(frameworkProblem).max(50),
          /** Null when something is wrong. */
          preview: frameworkPreviewSchema.nullable(),
        })
        .nullable(),
    }),
  },
  /** Command: keeps the framework of a file that was looked at; refused when the file is another by now. */
  'frameworks.import': {
    input: z.strictObject({ handle: opaqueId, sha256: sha256Hex }),
    output: z.strictObject({ framework: frameworkId }),
  },
  /** Command: takes an edition out of use that no cycle was opened under. */
  'frameworks.remove': {
    input: z.strictObject({ framework: frameworkId, version: text }),
    output: nothing,
  },
  /** Command: saves a file to begin a framework of one's own with. */
  'frameworks.save-template': {
    input: nothing,
    output: z.strictObject({ saved: chosenFile.nullable() }),
  },
} as const;
