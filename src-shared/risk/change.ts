import { z } from 'zod';
import { count } from '../base/schemas.ts';
import { pseudonymSchema } from '../clinic/monitoring.ts';
import { patternIdSchema, patternTuningSchema, riskTuningSchema, suppressionSchema } from './tuning.ts';

/** One change of the tuning. */
export const riskChangeSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('pattern'), pattern: patternIdSchema, to: patternTuningSchema }),
  z.strictObject({
    kind: z.literal('rules'),
    to: riskTuningSchema.pick({
      enabled: true,
      failures: true,
      addresses: true,
      hours: true,
      queueJobs: true,
    }),
  }),
  z.strictObject({
    kind: z.literal('suppress'),
    rule: suppressionSchema.pick({ pattern: true, actor: true, job: true, patient: true, until: true }),
  }),
  z.strictObject({ kind: z.literal('end-suppression'), id: count }),
  z.strictObject({ kind: z.literal('watch'), patient: pseudonymSchema, watched: z.boolean() }),
]);
export type RiskChange = z.infer<typeof riskChangeSchema>;
