import { z } from 'zod';

/**
 * Largest framework file, in bytes, and most nodes: a whole body of rules has some hundreds. Of one's own: most frameworks,
 * most editions of one, most mappings and tests of a requirement, and most requirements that name the same one.
 */
export const FRAMEWORK_LIMITS = {
  ...{ bytes: 2 * 1024 * 1024, nodes: 5000, depth: 12 },
  ...{ own: 50, editions: 50, named: 20, naming: 100 },
} as const;

const day = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/, 'a day such as 2026-01-31');
/** Words for people: one line, no control characters, and none that turn the direction of what stands around them. */
const words = (most: number): z.ZodString =>
  z
    .string()
    .min(1)
    .max(most)
    .regex(
      /^[^\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]*$/u,
      'one line without control characters',
    );

/** Identifier of a requirement as its publisher writes it, such as `CC6.1` or `164.308(a)(1)(ii)(D)`. */
export const requirementId = z
  .string()
  .min(1)
  .max(60)
  .regex(/^[\p{L}\p{N}][\p{L}\p{N}.()_:/-]*$/u, 'letters, digits and . ( ) _ : / -');
/** Identifier of a framework, such as `soc2-2017`. */
export const frameworkId = z
  .string()
  .max(60)
  .regex(/^[a-z][a-z0-9-]*$/, 'small letters, digits and -');

/** Identifier of a test: small letters, digits and -. Never given to another test. */
export const testId = z
  .string()
  .max(60)
  .regex(/^[a-z][a-z0-9-]*$/);

/**
 * How what one requirement asks for stands to what another asks for: the same, a part of it, more than it, or overlapping
 * (the terms of NIST IR 8477).
 */
export const RELATIONS = ['equal', 'subset', 'superset', 'intersects'] as const;
export type Relation = (typeof RELATIONS)[number];

/** A heading, or something that is asked for. */
export const frameworkNode = z.strictObject({
  id: requirementId,
  title: words(300),
  /** A group is a heading; a requirement is tested, reviewed, or left out for a stated reason. */
  kind: z.enum(['group', 'requirement']),
  parent: requirementId.optional(),
  /** HIPAA Security Rule, 45 CFR 164.306(d): addressable is decided three ways, never left out. */
  obligation: z.enum(['required', 'addressable']).optional(),
  citation: words(200).optional(),
  note: words(600).optional(),
  /** In a framework of one's own: what it is to requirements of frameworks that are brought along. */
  mappings: z
    .array(z.strictObject({ framework: frameworkId, id: requirementId, relation: z.enum(RELATIONS) }))
    .max(FRAMEWORK_LIMITS.named)
    .optional(),
  /** In a framework of one's own: automated tests that support it. */
  tests: z.array(testId).max(FRAMEWORK_LIMITS.named).optional(),
});
export type FrameworkNode = z.infer<typeof frameworkNode>;

/** A body of requirements with the time in which it holds. */
export const framework = z.strictObject({
  format: z.literal('attestry-framework/1'),
  id: frameworkId,
  name: words(120),
  publisher: words(120),
  version: words(120),
  effective: z.strictObject({ from: day, to: day.optional() }),
  note: words(1000).optional(),
  nodes: z.array(frameworkNode).min(1).max(FRAMEWORK_LIMITS.nodes),
});
export type Framework = z.infer<typeof framework>;

/** One requirement of one framework. */
export type RequirementRef = { readonly framework: string; readonly id: string };
export type Mapping = {
  readonly from: RequirementRef;
  readonly to: RequirementRef;
  readonly relation: Relation;
};

/** Something wrong in a framework file, with its line where that is known. */
export const frameworkProblem = z.strictObject({
  line: z.int().min(1).nullable(),
  text: z.string().max(500),
});
export type FrameworkProblem = z.infer<typeof frameworkProblem>;
