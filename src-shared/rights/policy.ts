import { z } from 'zod';
import { identityMethodSchema } from './words.ts';

/** When a guard of the identity check counts. */
export const guardSchema = z.enum(['off', 'high-risk', 'always']);
export type GuardSetting = z.infer<typeof guardSchema>;

/** What the entity asks of an identity check beyond the scores, which are fixed. Local policy, not a level of NIST. */
export const identityPolicySchema = z.strictObject({
  /** At least two of knowledge, possession and presence. */
  distinctClasses: guardSchema,
  /** A telephone number or e-mail address must have been on file before the request. */
  channelOnFile: guardSchema,
  /** The same method counts once. */
  onceEach: guardSchema,
  /** A method that failed counts nothing from then on. */
  lockOut: guardSchema,
  /** How old evidence may be on the day of verification. */
  age: guardSchema,
  maxAgeDays: z.number().int().min(1).max(365),
});
export type IdentityPolicy = z.infer<typeof identityPolicySchema>;

export const defaultIdentityPolicy: IdentityPolicy = {
  distinctClasses: 'high-risk',
  channelOnFile: 'high-risk',
  onceEach: 'always',
  lockOut: 'always',
  age: 'high-risk',
  maxAgeDays: 30,
};

const days = z.number().int().min(1).max(365);

/** House rules, stamped on every case when it is opened. */
export const casePolicySchema = z.strictObject({
  identity: identityPolicySchema,
  /** Who decides is not who collected. */
  makerChecker: z.boolean(),
  /** Targets in days where the law has no deadline. Never to be called a legal deadline. */
  targets: z.strictObject({
    'confidential-communications': days,
    restriction: days,
    complaint: days,
  }),
  /** GDPR alone: within how many days of receipt the question who asks must go out to let the clock wait. */
  pauseAskDays: z.number().int().min(0).max(14),
  /** Whether erasure and portability under the GDPR are offered. */
  gdpr: z.boolean(),
});
export type CasePolicy = z.infer<typeof casePolicySchema>;

export const defaultCasePolicy: CasePolicy = {
  identity: defaultIdentityPolicy,
  makerChecker: true,
  targets: { 'confidential-communications': 5, restriction: 10, complaint: 30 },
  pauseAskDays: 3,
  gdpr: false,
};

/** The verdict on one piece of evidence. */
export const countedSchema = z.strictObject({
  method: identityMethodSchema,
  points: z.number().int().min(0).max(3),
  /** Why it counts less than its score, or nothing; empty when it counts. */
  why: z.string().max(300),
});
