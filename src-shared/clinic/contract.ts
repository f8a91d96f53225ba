import { z } from 'zod';
import { nothing, opaqueId, text } from '../base/schemas.ts';
import { checkSchema, connectionSchema } from './types.ts';

const checks = z.strictObject({ ready: z.boolean(), checks: z.array(checkSchema).max(50) });

export const clinicContract = {
  /** command: opens a dialog for a CA certificate; null when the officer cancelled. */
  'clinic.choose-ca': {
    input: nothing,
    output: z.strictObject({ file: z.strictObject({ handle: opaqueId, name: text }).nullable() }),
  },
  /** query: tries a connection and says what is right and wrong with it; stores nothing. */
  'clinic.check': { input: connectionSchema, output: checks },
  /** command: checks, then stores the connection in the profile (the password in the operating system's safe storage). */
  'clinic.connect': { input: connectionSchema, output: checks },
  /** query: tries the connection of this profile again and says what is right and wrong with it. */
  'clinic.examine': { input: nothing, output: checks },
  /** command: forgets the connection and returns to the first run; the witness and the reports stay. */
  'clinic.disconnect': { input: nothing, output: nothing },
  /** command: builds and starts the sample clinic. A job. */
  'sample.explore': { input: nothing, output: z.strictObject({ jobId: opaqueId }) },
} as const;
