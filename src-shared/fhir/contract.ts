import { z } from 'zod';
import { nothing, text } from '../base/schemas.ts';
import { fhirVerdict } from './types.ts';

export const fhirContract = {
  /** command: asks which file, then says whether it is valid FHIR R4; null when none was chosen. Nothing is stored. */
  'fhir.check-file': {
    input: nothing,
    output: z.strictObject({ checked: z.strictObject({ name: text, verdict: fhirVerdict }).nullable() }),
  },
} as const;
