import { z } from 'zod';
import { count, nothing, opaqueId } from '../base/schemas.ts';
import {
  checkpointSchema,
  findingSchema,
  levelInfoSchema,
  levelSchema,
  paceSchema,
  runSchema,
  tamperTypeSchema,
} from './types.ts';

export const auditContract = {
  /** query: the levels with their cost, for the log as it is. */
  'audit.levels': { input: nothing, output: z.strictObject({ levels: z.array(levelInfoSchema) }) },
  /** command: seal what is settled, witness it, sign a checkpoint if somebody is signed in. A job. */
  'audit.seal': { input: nothing, output: z.strictObject({ jobId: opaqueId }) },
  /** command: verify at a level. A job whose result names the run. */
  'audit.verify': {
    input: z.strictObject({ level: levelSchema, pace: paceSchema.default('full') }),
    output: z.strictObject({ jobId: opaqueId }),
  },
  /** query: recent runs, newest first. */
  'audit.runs': { input: nothing, output: z.strictObject({ runs: z.array(runSchema).max(200) }) },
  'audit.run': { input: z.strictObject({ runId: opaqueId }), output: runSchema },
  /** query: findings of a run, in order, by page; `type` narrows. */
  'audit.findings': {
    input: z.strictObject({
      runId: opaqueId,
      offset: count,
      limit: z.number().int().min(1).max(500),
      type: tamperTypeSchema.nullable(),
    }),
    output: z.strictObject({
      total: count,
      rows: z.array(z.strictObject({ index: count, finding: findingSchema })).max(500),
    }),
  },
  /** query: one finding by its index in the run. */
  'audit.finding': {
    input: z.strictObject({ runId: opaqueId, index: count }),
    output: findingSchema,
  },
  /** query: the newest signed checkpoint. */
  'audit.checkpoint': {
    input: nothing,
    output: z.strictObject({ checkpoint: checkpointSchema.nullable() }),
  },
} as const;
