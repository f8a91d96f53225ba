import { z } from 'zod';
import { count, instant, opaqueId, sha256Hex, text } from '../base/schemas.ts';
import { FRAMEWORK_LIMITS, frameworkId, requirementId, testId } from './types.ts';

/** What automated tests look at, in the order in which a reviewer goes through them, with words for the window. */
export const TEST_AREAS = {
  accounts: 'Accounts and shared log-ins',
  leavers: 'People who left',
  roles: 'Roles against jobs',
  'database-roles': 'Powerful database roles',
  passwords: 'Passwords',
  transport: 'Encrypted connections',
  'log-ins': 'Failed log-ins',
  mfa: 'Second factor',
  changes: 'Change records',
  backups: 'Backups and restores',
  audit: 'Audit coverage and gaps',
  integrity: 'Integrity of the audit log',
  encryption: 'Encryption of columns',
  'row-access': 'Access to rows',
  retention: 'Retention and disposal',
  limits: 'Rate limits',
  connections: 'Connections to other systems',
  input: 'Input rules',
  monitoring: 'Monitoring',
  incidents: 'Events and incidents',
  risk: 'Risk analysis',
  availability: 'Availability',
  training: 'Training',
  partners: 'Business associates',
  rights: 'Deadlines of patient requests',
  disclosures: 'Disclosures and consents',
  acknowledgements: 'Acknowledgements',
  keys: 'Keys and their exchange',
} as const;
export type TestArea = keyof typeof TEST_AREAS;
export const testAreaSchema = z.enum(Object.keys(TEST_AREAS) as [TestArea, ...TestArea[]]);

/** One requirement of one framework, as ids of resources/frameworks. */
export const requirementRefSchema = z.strictObject({ framework: frameworkId, id: requirementId });

/** A setting that decides what passes. */
export const testParameterSchema = z.strictObject({
  name: z.string().max(60),
  value: z.union([z.number(), z.string().max(200)]),
  meaning: text,
});

/** Requirements that a test supports: twenty of those brought along, and as many of each framework of one's own. */
const MOST_SUPPORTED = 20 + FRAMEWORK_LIMITS.own * FRAMEWORK_LIMITS.naming;

/** An automated test as it is run and as it is shown to an auditor. */
export const controlTestSchema = z.strictObject({
  id: testId,
  /** Raised whenever query, check or rule change: results of different versions are not like with like. */
  version: z.int().min(1),
  title: text,
  /** What a pass shows, in one sentence. */
  shows: text,
  area: testAreaSchema,
  reads: z.enum(['clinic', 'application']),
  /** The query as it is sent; null where the application asks its own records, or where the map says nothing of it. */
  query: z.string().max(20_000).nullable(),
  /** What is gone through: one sentence. */
  population: text,
  parameters: z.array(testParameterSchema).max(20),
  /** When it passes. */
  rule: text,
  /** What a pass does not show. */
  limits: text,
  supports: z.array(requirementRefSchema).min(1).max(MOST_SUPPORTED),
});
export type ControlTest = z.infer<typeof controlTestSchema>;

export const TEST_OUTCOMES = ['pass', 'fail', 'could-not-tell'] as const;
export type TestOutcome = (typeof TEST_OUTCOMES)[number];

/** Most rows that a result keeps of those that failed; `failedCount` counts all of them. */
export const MOST_FAILED = 1000;
/** A row that did not pass: a pseudonym or a name of a system object, and what is wrong with it. */
export const failedRowSchema = z.strictObject({ key: z.string().max(300), fact: z.string().max(500) });
export type FailedRow = z.infer<typeof failedRowSchema>;

/** What one test came to at one time. Frozen: it is never changed, and `sha256` covers everything else in it. */
export const testResultSchema = z.strictObject({
  id: z.uuid(),
  testId,
  testVersion: z.int().min(1),
  outcome: z.enum(TEST_OUTCOMES),
  /** Why it passed, failed or could not be told, and then what to do. */
  reason: text,
  /** The query as it was sent; for the application's own records a sentence that says what was asked. */
  queryText: z.string().max(20_000),
  queryHash: sha256Hex,
  parameters: z.array(testParameterSchema).max(20),
  /** How many there are; null when nobody could count. */
  population: count.nullable(),
  tested: count,
  failedCount: count,
  failed: z.array(failedRowSchema).max(MOST_FAILED),
  /** Null: the whole population was tested. */
  sample: z.strictObject({ seed: z.int().nonnegative(), size: z.int().min(1) }).nullable(),
  source: z.strictObject({ server: text, database: text, role: text }),
  startedAt: instant,
  finishedAt: instant,
  /** SHA-256 of all other members as canonical JSON (RFC 8785). */
  sha256: sha256Hex,
});
export type TestResult = z.infer<typeof testResultSchema>;

/** A result without its rows, for lists. */
export const resultSummarySchema = testResultSchema.omit({
  failed: true,
  queryText: true,
  parameters: true,
});
export type ResultSummary = z.infer<typeof resultSummarySchema>;

/** A test and where it stands. */
export const testStandingSchema = z.strictObject({
  test: controlTestSchema,
  /**
   * The last thing that is known: a fail stays until a complete run passes. A run that could not tell, or that looked at a
   * sample alone, clears nothing. `not-run`: there is no result yet.
   */
  conclusion: z.enum([...TEST_OUTCOMES, 'not-run']),
  /** The result that the conclusion rests on; null for `not-run`. */
  concludedBy: resultSummarySchema.nullable(),
  /** The newest result, whatever it says. */
  latest: resultSummarySchema.nullable(),
});
export type TestStanding = z.infer<typeof testStandingSchema>;

/** The last result of a test on a day (UTC). */
export const testDaySchema = z.strictObject({
  day: z.string().regex(/^\d{4}-\d\d-\d\d$/),
  outcome: z.enum(TEST_OUTCOMES),
  runs: count,
});
export type TestDay = z.infer<typeof testDaySchema>;

/** Which tests: all where nothing is named; a test is run when each list that is given has it. */
export const testChoiceSchema = z.strictObject({
  frameworks: z.array(frameworkId).max(50).optional(),
  requirements: z.array(requirementId).max(200).optional(),
  tests: z.array(testId).max(500).optional(),
});
export type TestChoice = z.infer<typeof testChoiceSchema>;

export const controlTestsContract = {
  /** query: every test and where it stands; needs no database. */
  'control-tests.list': {
    input: z.strictObject({}),
    output: z.strictObject({ tests: z.array(testStandingSchema).max(500) }),
  },
  /** query: one test with its newest result in full and its days, oldest first. */
  'control-tests.get': {
    input: z.strictObject({ testId }),
    output: z.strictObject({
      standing: testStandingSchema,
      latest: testResultSchema.nullable(),
      days: z.array(testDaySchema).max(400),
    }),
  },
  /** query: one result in full, by its id. */
  'control-tests.result': { input: z.strictObject({ id: z.uuid() }), output: testResultSchema },
  /** query: the newest days of several tests, each oldest first. */
  'control-tests.days': {
    input: z.strictObject({ tests: z.array(testId).max(100), most: z.int().min(1).max(400) }),
    output: z.strictObject({
      tests: z.array(z.strictObject({ testId, days: z.array(testDaySchema).max(400) })).max(100),
    }),
  },
  /** command: runs tests as a job. */
  'control-tests.run': { input: testChoiceSchema, output: z.strictObject({ jobId: opaqueId }) },
} as const;
