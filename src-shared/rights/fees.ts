import { z } from 'zod';

const cents = z.number().int().min(0).max(10_000_000);

/**
 * What a copy costs (45 CFR 164.524(c)(4)). Only what may be charged has a member here: there is none for search, retrieval,
 * verification, or keeping systems.
 */
export const feeRequestSchema = z.strictObject({
  /** Minutes of copying alone, and what an hour of it costs. */
  copyingMinutes: z.number().int().min(0).max(100_000),
  copyingCentsPerHour: cents,
  suppliesCents: cents,
  postageCents: cents,
  /** Of a summary that the person agreed to in advance, together with this fee. */
  summaryCents: cents,
  /** The flat option, for an electronic copy of an electronic record, in place of all of these. */
  flat: z.boolean(),
});
export type FeeRequest = z.infer<typeof feeRequestSchema>;

export const feeSchema = z.strictObject({
  cents,
  lines: z.array(z.strictObject({ what: z.string().max(200), cents })).max(10),
  /** Why it is free, or what to tell the person. */
  note: z.string().max(500),
});
export type Fee = z.infer<typeof feeSchema>;
