import { z } from 'zod';
import { caseIdSchema } from './words.ts';

const line = z.string().max(200);

/**
 * Where an address comes from. `confidential`: the person asked for it (45 CFR 164.522(b)), and nothing goes anywhere else;
 * `request`: as the request writes it; `record`: the clinic's record of the patient; `nowhere`: none is known.
 */
export const addressSourceSchema = z.enum(['confidential', 'request', 'record', 'nowhere']);
export type AddressSource = z.infer<typeof addressSourceSchema>;

/** To whom something goes, and where. Names a person: shown while somebody is signed in, never logged. */
export const recipientSchema = z.strictObject({
  name: z.string().max(401),
  /** In one line; empty when nothing may be sent, or can be, by post. */
  address: line,
  phone: line,
  /** Empty when nothing may be sent, or can be, by e-mail. */
  email: line,
  source: addressSourceSchema,
  /** Of a confidential address: the case in which it was asked for. */
  agreedIn: caseIdSchema.nullable(),
});
export type Recipient = z.infer<typeof recipientSchema>;

/** Who gets what in a case, and what was agreed with the patient. */
export const recipientsSchema = z.strictObject({
  /** Letters: to the patient, or to whoever acts for them. */
  letters: recipientSchema,
  /** The answer: of a directive to the third party, otherwise as letters. */
  answer: recipientSchema,
  /** Cases of restrictions that are in force for the patient (45 CFR 164.522(a)). */
  restrictions: z.array(caseIdSchema).max(1000),
  /** Whether the answer goes to anybody but the patient: then the restrictions must have been heeded. */
  forOthers: z.boolean(),
});
export type Recipients = z.infer<typeof recipientsSchema>;
