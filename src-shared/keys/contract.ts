import { z } from 'zod';
import { nothing, opaqueId, text } from '../base/schemas.ts';
import { keyKindSchema, keyRequestSchema, keySchema, keyUseSchema } from './types.ts';

/** Channels of the keys and their life. */
export const keysContract = {
  /** Query. Needs no token. */
  'keys.list': {
    input: nothing,
    output: z.strictObject({
      keys: z.array(keySchema).max(10_000),
      uses: z.array(keyUseSchema).max(100_000),
      /** What cannot be counted. */
      invisible: text,
      requests: z.array(keyRequestSchema).max(1000),
    }),
  },
  /** Commands; somebody must be signed in. */
  'keys.generate': {
    input: z.strictObject({ name: z.string().trim().min(1).max(80), kind: keyKindSchema }),
    output: z.strictObject({ keyId: opaqueId }),
  },
  'keys.rotate': {
    input: z.strictObject({ keyId: opaqueId }),
    output: z.strictObject({ version: z.number().int().positive() }),
  },
  'keys.approve': { input: z.strictObject({ requestId: opaqueId }), output: nothing },
} as const;
