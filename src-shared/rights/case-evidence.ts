import { z } from 'zod';
import { count, opaqueId, sha256Hex, text } from '../base/schemas.ts';
import { caseIdSchema } from './words.ts';

/** Channels of what is shown to an authority. */
export const caseEvidenceContract = {
  /** Command: asks where to, writes a case without anybody's name, and signs it beside itself. Null when nothing was chosen. */
  'rights.save-evidence': {
    input: z.strictObject({ caseId: caseIdSchema }),
    output: z.strictObject({
      saved: z
        .strictObject({
          handle: opaqueId,
          name: text,
          /** Name of the signature's file. */
          signature: text,
          sha256: sha256Hex,
          steps: count,
          /** Steps that the activity log does not know. */
          unrecorded: z.array(count).max(10_000),
        })
        .nullable(),
    }),
  },
} as const;
