import { z } from 'zod';
import { count, decisionReason, instant } from '../base/schemas.ts';
import { pseudonymSchema } from '../clinic/monitoring.ts';
import { PATTERN_IDS, type PatternId, patternOf, RISK_PATTERNS } from './patterns.ts';

const WORD = z.string().trim().min(1).max(200);

export const patternIdSchema = z.enum(PATTERN_IDS);

/** A pattern as it is set here. */
export const patternTuningSchema = z.strictObject({
  enabled: z.boolean(),
  parameters: z.record(z.string().max(40), z.number()),
});

/** Hits that are expected and open no case; they stay in the records, with the rule that silenced them. */
export const suppressionSchema = z.strictObject({
  id: count,
  pattern: patternIdSchema,
  /** All that are named must fit. */
  actor: WORD.nullable(),
  job: WORD.nullable(),
  patient: pseudonymSchema.nullable(),
  /** The last day on which it holds (UTC); null: until it is ended. */
  until: z.iso.date().nullable(),
  reason: decisionReason,
  by: z.string().max(300),
  at: instant,
});
export type Suppression = z.infer<typeof suppressionSchema>;

const minute = z.number().int().min(0).max(1440);
export const riskTuningSchema = z.strictObject({
  /** Accesses are scored as they come. */
  enabled: z.boolean(),
  failures: z.strictObject({
    /** From how many on failures of one person are several, and within how many minutes. */
    least: z.number().int().min(2).max(100),
    minutes: z.number().int().min(1).max(1440),
  }),
  addresses: z.strictObject({
    /** A network is usual once it was seen on so many earlier days. */
    usualDays: z.number().int().min(1).max(60),
    /** Nobody is judged before they were seen on so many days. */
    historyDays: z.number().int().min(1).max(120),
  }),
  hours: z.strictObject({
    /** Where no shift calendar tells: from and until when the house works, in minutes after midnight, and on which days (0 = Sunday). */
    from: minute,
    until: minute,
    days: z.array(z.number().int().min(0).max(6)).max(7),
    /** So long before and after a shift somebody is still on duty. */
    slackMinutes: z.number().int().min(0).max(240),
  }),
  /** Jobs (as the log or the map names them) that open records by work queue, not by who cares for whom. */
  queueJobs: z.array(WORD).max(200),
  /** Patients under special watch, by pseudonym. */
  watched: z.array(pseudonymSchema).max(5000),
  patterns: z.record(patternIdSchema, patternTuningSchema),
  suppressions: z.array(suppressionSchema).max(1000),
  /** The highest number that a rule was given: none is given twice, old hits name it. */
  newestRule: count,
});
export type RiskTuning = z.infer<typeof riskTuningSchema>;

const usualOf = (id: PatternId): z.infer<typeof patternTuningSchema> => ({
  enabled: true,
  parameters: Object.fromEntries(patternOf(id).parameters.map((one) => [one.id, one.usual])),
});

/** What holds where nobody set anything. */
export const defaultRiskTuning: RiskTuning = {
  enabled: true,
  failures: { least: 5, minutes: 15 },
  addresses: { usualDays: 3, historyDays: 5 },
  hours: { from: 7 * 60, until: 19 * 60, days: [1, 2, 3, 4, 5], slackMinutes: 45 },
  queueJobs: [
    'lab-technician',
    'radiographer',
    'pharmacist',
    'receptionist',
    'billing-clerk',
    'records-clerk',
    'system-administrator',
    'compliance-officer',
  ],
  watched: [],
  patterns: Object.fromEntries(RISK_PATTERNS.map(({ id }) => [id, usualOf(id)])) as RiskTuning['patterns'],
  suppressions: [],
  newestRule: 0,
};

/** A parameter as it is set; its usual value where an older tuning does not name it. */
export const parameterOf = (tuning: RiskTuning, pattern: PatternId, parameter: string): number =>
  tuning.patterns[pattern].parameters[parameter] ??
  patternOf(pattern).parameters.find(({ id }) => id === parameter)?.usual ??
  0;
