import { z } from 'zod';
import { count, instant, nothing, opaqueId, text } from '../base/schemas.ts';

/** A log whose newest entries wait for a signature that only the officer's PIN can give. */
export const waitingCheckpointSchema = z.strictObject({
  /** The clinic's log, another audit table, or the record of what was done with this installation. */
  kind: z.enum(['log', 'table', 'activity']),
  /** Schema and table of another audit table; empty for the two others. */
  table: text,
  /** Entries that the checkpoint will cover newly. */
  entries: count,
  /** When the newest checkpoint was signed; null when there is none. */
  signedAt: instant.nullable(),
});
export type WaitingCheckpoint = z.infer<typeof waitingCheckpointSchema>;

export const waitingCheckpointsContract = {
  /** query: empty unless somebody is signed in whose key asks for the PIN before each signature; needs no database. */
  'checkpoints.waiting': {
    input: nothing,
    output: z.strictObject({ rows: z.array(waitingCheckpointSchema).max(1002) }),
  },
  /** command: signs every one that waits, each with a PIN of its own. A job. */
  'checkpoints.sign': { input: nothing, output: z.strictObject({ jobId: opaqueId }) },
} as const;
