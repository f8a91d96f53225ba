import { z } from 'zod';

const name = z.string().min(1).max(63);
const table = { schema: name, table: name };
/** A house and its street: the line with number and street, and the postal code. */
const home = z.strictObject({ street: name, postalCode: name });

/**
 * Which tables of a clinic say who is who: names only, no statements. What is left out is not known, and the patterns that
 * need it say so.
 */
export const riskMapSchema = z.strictObject({
  format: z.literal('attestry/risk-map'),
  version: z.literal(1),
  name: z.string().min(1).max(200),
  /** A role that the officer's login takes on for reading; null: its own rights. */
  role: name.nullable(),
  /** Accounts: the login as the log has it, and the member of staff. */
  accounts: z.strictObject({ ...table, login: name, staff: name }),
  staff: z.strictObject({
    ...table,
    id: name,
    familyName: name.optional(),
    /** The patient that this member of staff is. */
    patient: name.optional(),
    /** What somebody works as; without it the role in the log counts. */
    job: name.optional(),
    home: home.optional(),
  }),
  patients: z.strictObject({
    ...table,
    id: name,
    familyName: name.optional(),
    home: home.optional(),
    deceasedOn: name.optional(),
    guardian: name.optional(),
    /** True for people under special watch. */
    watched: name.optional(),
  }),
  /** Where the clinic says who cares for whom; days before and after count as well. */
  care: z
    .array(
      z.strictObject({
        ...table,
        patient: name,
        staff: name,
        from: name.optional(),
        to: name.optional(),
        daysBefore: z.number().int().min(0).max(3650),
        daysAfter: z.number().int().min(0).max(3650),
      }),
    )
    .max(20),
  shifts: z.strictObject({ ...table, staff: name, from: name, to: name }).optional(),
});
export type RiskMap = z.infer<typeof riskMapSchema>;
