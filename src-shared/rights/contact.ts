import { z } from 'zod';
import { count } from '../base/schemas.ts';
import { noteSchema } from './people.ts';
import { caseIdSchema, caseStateSchema, contactOfSchema, contactReasonSchema } from './words.ts';

const line = z.string().trim().max(200);

/** Contact details as they are from now on; those that are left out stay as they are, and an empty one is taken away. */
export const contactSchema = z.strictObject({
  address: line.optional(),
  phone: line.optional(),
  email: line.optional(),
});
export type Contact = z.infer<typeof contactSchema>;

/** A wrong or changed contact that is put right. Names a person: sealed, never logged. */
export const contactCorrectionSchema = z
  .strictObject({
    of: contactOfSchema,
    contact: contactSchema,
    reason: contactReasonSchema,
    note: noteSchema,
  })
  .refine(({ reason, note }) => reason !== 'other' || note !== '', {
    path: ['note'],
    message: 'another reason is said in words',
  });
export type ContactCorrection = z.infer<typeof contactCorrectionSchema>;

/** Channels of contact details. */
export const contactContract = {
  /** Command; somebody must be signed in. Refused with the reasons, as `rights-refused`, or `rights-changed` on an old picture. */
  'rights.correct-contact': {
    input: z.strictObject({ caseId: caseIdSchema, steps: count, correction: contactCorrectionSchema }),
    output: z.strictObject({ steps: count, state: caseStateSchema }),
  },
} as const;
