import { z } from 'zod';
import { levelSchema, paceSchema } from '../audit/types.ts';
import { count, instant, opaqueId, text } from '../base/schemas.ts';
import { failureSchema } from '../ipc/result.ts';

export const jobSchema = z.strictObject({
  jobId: opaqueId,
  kind: z.enum([
    'sample',
    'seal',
    'sign-checkpoints',
    'verify',
    'take-over',
    'report',
    'export',
    'bundle',
    'cut',
    'witness',
    'rewrap',
    'seal-evidence',
    'share-evidence',
    'collect',
    'classify',
    'dispose',
    'guard',
    'fields',
    'respond',
    'control-tests',
    'check',
  ]),
  title: text,
  /** `interrupted`: the application or the machine stopped while it ran. */
  state: z.enum(['running', 'done', 'failed', 'cancelled', 'interrupted']),
  startedAt: instant,
  progress: z.strictObject({
    /** What is being done now, in a few words. */
    phase: text,
    done: count,
    /** Null when unknown. */
    total: count.nullable(),
    unit: text,
    /** Units per second, averaged; null at the beginning. */
    rate: z.number().nonnegative().nullable(),
    remainingMs: z.number().nonnegative().nullable(),
  }),
  /** The object that was made: a run, a report; null while running or when there is none. */
  resultId: opaqueId.nullable(),
  error: failureSchema.nullable(),
  /** Of a verification: what to run again, and whether it came by itself; null for other jobs. */
  verification: z.strictObject({ level: levelSchema, pace: paceSchema, scheduled: z.boolean() }).nullable(),
});
export type Job = z.infer<typeof jobSchema>;
