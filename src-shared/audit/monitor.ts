import { z } from 'zod';
import { count, instant, nothing, opaqueId, text } from '../base/schemas.ts';
import { verdictSchema } from './types.ts';

/** Least and most that the period of the monitor may be. Milliseconds. */
export const PERIOD_MS = { min: 10_000, max: 3_600_000 } as const;
/** Least and most that the guarantee T may be. Milliseconds. */
export const GUARANTEE_MS = { min: 60_000, max: 31 * 86_400_000 } as const;
/** An entry can only be promised within T when several cycles fit into it. */
export const CYCLES_IN_GUARANTEE = 4;

/** What the officer sets of the monitor; kept in the profile. */
export const monitorSettingsSchema = z
  .strictObject({
    /** In the window; the command line runs cycles only when it is told to. */
    enabled: z.boolean(),
    periodMs: z.number().int().min(PERIOD_MS.min).max(PERIOD_MS.max),
    /** T: every entry is read again at least this often. */
    guaranteeMs: z.number().int().min(GUARANTEE_MS.min).max(GUARANTEE_MS.max),
    sealEveryCycle: z.boolean(),
  })
  .refine(({ periodMs, guaranteeMs }) => guaranteeMs >= CYCLES_IN_GUARANTEE * periodMs, {
    error: 'The guarantee must hold at least four cycles.',
  });
export type MonitorSettings = z.infer<typeof monitorSettingsSchema>;

/** The settings of a profile that says nothing about the monitor. */
export const defaultMonitorSettings: MonitorSettings = {
  enabled: true,
  periodMs: 30_000,
  guaranteeMs: 86_400_000,
  sealEveryCycle: true,
};

/** What does not agree, who saw it, and what came of looking into it. */
export const monitorAlertSchema = z.strictObject({
  /** The monitor in a cycle, or a verification that came by itself. */
  by: z.enum(['monitor', 'schedule']),
  /** When it was seen. */
  detectedAt: instant,
  /** The full verification that looked into it; null while it runs. */
  run: z.strictObject({ runId: opaqueId, result: verdictSchema, found: count }).nullable(),
});
export type MonitorAlert = z.infer<typeof monitorAlertSchema>;

/** The monitor in one answer. */
export const monitorStatusSchema = z.strictObject({
  state: z.enum(['off', 'waiting', 'running', 'trouble']),
  /** What is wrong and what to do; empty when nothing is. */
  problem: text,
  lastCycleAt: instant.nullable(),
  nextCycleAt: instant.nullable(),
  periodMs: z.number().int(),
  guaranteeMs: z.number().int(),
  sealEveryCycle: z.boolean(),
  /** The rolling re-scan: positions [from, position) of `size` were read since `startedAt`. */
  sweep: z.strictObject({ from: count, position: count, size: count, startedAt: instant.nullable() }),
  /** The whole log in order, with the oldest re-reading in each stretch; null: not read by the monitor yet. */
  coverage: z.array(z.strictObject({ from: count, to: count, at: instant.nullable() })).max(100),
  /** Entries drawn at random since the sweep began. */
  sampled: count,
  /** Chance that one entry altered when the sweep began would have been seen by now; see docs/monitor.md. */
  chanceSeen: z.number().min(0).max(1),
  /** A log that was sealed before it was watched here is taken over in pieces; null when that is done. */
  takingOver: z.strictObject({ done: count, total: count }).nullable(),
  /** Since when entries wait for a signature, or null. */
  unsignedSince: instant.nullable(),
  alert: monitorAlertSchema.nullable(),
});
export type MonitorStatus = z.infer<typeof monitorStatusSchema>;

/** Shortest reason for an acknowledgement, in characters. */
export const REASON_LENGTH = 10;

/** Somebody took note of a finding. It stands beside the finding and changes no verdict. */
export const acknowledgementSchema = z.strictObject({ reason: text, by: text, at: instant });
export type Acknowledgement = z.infer<typeof acknowledgementSchema>;

export const monitorContract = {
  /** query: where the monitor stands; needs no database. */
  'monitor.status': { input: nothing, output: monitorStatusSchema },
  /** command: stores the settings; the next cycle begins at once. */
  'monitor.set': { input: monitorSettingsSchema, output: nothing },
  /** command: records that somebody took note of a finding, and why. */
  'findings.acknowledge': {
    input: z.strictObject({
      runId: opaqueId,
      index: count,
      reason: z.string().trim().min(REASON_LENGTH).max(2000),
    }),
    output: nothing,
  },
  /** query: the acknowledgements of a finding, oldest first. */
  'findings.acknowledgements': {
    input: z.strictObject({ runId: opaqueId, index: count }),
    output: z.strictObject({ acknowledgements: z.array(acknowledgementSchema).max(100) }),
  },
} as const;
