import { z } from 'zod';
import { count, instant, nothing, opaqueId, sha256Hex, text } from '../base/schemas.ts';
import { caseIdSchema, civilDateSchema } from './words.ts';

const line = z.string().trim().max(500);
const needed = line.min(1);

/** Why a disclosure does not belong into an accounting (45 CFR 164.528(a)(1)). */
export const ACCOUNTING_EXCLUSIONS = [
  'treatment-payment-operations',
  'to-the-individual',
  'incident',
  'authorization',
  'directory-or-care',
  'national-security',
  'custody',
  'limited-data-set',
  'before-compliance',
] as const;
export const accountingExclusionSchema = z.enum(ACCOUNTING_EXCLUSIONS);
export type AccountingExclusion = z.infer<typeof accountingExclusionSchema>;

/** Why it was made. `impermissible`: it should not have been, a breach; it always counts. */
export const DISCLOSURE_BASES = [
  'required-by-law',
  'public-health',
  'abuse-report',
  'oversight',
  'judicial',
  'law-enforcement',
  'decedents',
  'organ-donation',
  'research',
  'threat',
  'specialized-government',
  'workers-compensation',
  'hhs',
  'impermissible',
  'other',
  ...ACCOUNTING_EXCLUSIONS,
] as const;
export const disclosureBasisSchema = z.enum(DISCLOSURE_BASES);
export type DisclosureBasis = z.infer<typeof disclosureBasisSchema>;

/** A disclosure for research on 50 people or more (45 CFR 164.528(b)(4)). */
export const researchSchema = z.strictObject({
  protocol: needed,
  /** Plain words: the research, its purpose, and how records were chosen. */
  description: z.string().trim().min(1).max(4000),
  /** Kind of information. */
  information: needed,
  sponsor: needed,
  sponsorAddress: line,
  sponsorPhone: line,
  recipientPhone: line,
  /** How many people the disclosure was about. */
  people: count,
});
export type Research = z.infer<typeof researchSchema>;

/** A disclosure as somebody enters it here. Patient data. */
export const disclosureSchema = z.strictObject({
  disclosedOn: civilDateSchema,
  /** Last day of a period of disclosures; null for a single one. */
  lastOn: civilDateSchema.nullable(),
  recipient: needed,
  address: line,
  description: needed,
  purpose: needed,
  basis: disclosureBasisSchema,
  /** By a business associate of ours: that counts as ours. */
  byBusinessAssociate: z.boolean(),
  research: researchSchema.nullable(),
});
export type Disclosure = z.infer<typeof disclosureSchema>;

/** A statement of an authority that telling of its disclosures would impede it (45 CFR 164.528(a)(2)). */
export const suspensionSchema = z
  .strictObject({
    /** The authority, as recipients are written. */
    agency: needed,
    /** Who made the statement. */
    official: needed,
    statement: z.enum(['written', 'oral']),
    madeOn: civilDateSchema,
    until: civilDateSchema,
    /** Sealed file with the statement, or with the note of it. */
    document: opaqueId,
  })
  .refine(({ madeOn, until }) => until > madeOn, 'ends before it begins');
export type Suspension = z.infer<typeof suspensionSchema>;

/** One row of an accounting. Patient data. */
export const accountingRowSchema = z.strictObject({
  disclosedOn: civilDateSchema,
  recipient: line,
  address: line,
  description: line,
  purpose: line,
  basis: disclosureBasisSchema,
  byBusinessAssociate: z.boolean(),
  /** Of repeated disclosures to the same recipient for one purpose: the first stands here in full (164.528(b)(3)). */
  repeats: z
    .strictObject({
      /** All of them, the first included. */
      count: z.number().int().min(2),
      lastOn: civilDateSchema,
      /** As `about every 30 days`. */
      frequency: text,
    })
    .nullable(),
});
export type AccountingRow = z.infer<typeof accountingRowSchema>;

/** Research that the person's record may or may not have been part of. */
export const accountingResearchSchema = z.strictObject({
  protocol: line,
  description: z.string().max(4000),
  information: line,
  firstOn: civilDateSchema,
  lastOn: civilDateSchema,
  sponsor: line,
  sponsorAddress: line,
  sponsorPhone: line,
  recipient: line,
  address: line,
  recipientPhone: line,
});
export type AccountingResearch = z.infer<typeof accountingResearchSchema>;

/** The accounting as letter and PDF write it. Says nothing of rows that are withheld. Patient data. */
export const accountingSchema = z.strictObject({
  caseId: caseIdSchema,
  from: civilDateSchema,
  until: civilDateSchema,
  asOf: civilDateSchema,
  rows: z.array(accountingRowSchema).max(100_000),
  research: z.array(accountingResearchSchema).max(10_000),
});
export type Accounting = z.infer<typeof accountingSchema>;

/** How an accounting came about; for the officer alone, never for the letter. */
export const accountingBasisSchema = z.strictObject({
  considered: count,
  excluded: z
    .array(
      z.strictObject({
        why: z.enum([...ACCOUNTING_EXCLUSIONS, 'outside-period', 'marked-not-accountable']),
        items: count,
      }),
    )
    .max(20),
  /** Rows that are withheld now, and until when; null when none are. */
  suspended: z
    .strictObject({
      rows: count,
      until: civilDateSchema,
      statement: z.enum(['written', 'oral']),
      document: opaqueId,
    })
    .nullable(),
  /** Rows that lack something the law asks for, in plain words. */
  incomplete: z.array(text).max(100),
  sha256: sha256Hex,
});
export type AccountingBasis = z.infer<typeof accountingBasisSchema>;

const caseIs = z.strictObject({ caseId: caseIdSchema });

/** Channels of the accounting of disclosures. Somebody must be signed in. */
export const accountingContract = {
  /** Query: the accounting of a case as it comes out now; its disclosures must have been collected. */
  'rights.accounting': {
    input: caseIs,
    output: z.strictObject({ accounting: accountingSchema, basis: accountingBasisSchema }),
  },
  /** Command: fixes it as the one that is given, and records in the case which rows are withheld. */
  'rights.fix-accounting': { input: caseIs, output: z.strictObject({ sha256: sha256Hex }) },
  /** Query: disclosures that were entered here about the patient of a case. */
  'rights.disclosures': {
    input: caseIs,
    output: z.strictObject({
      rows: z
        .array(
          z.strictObject({
            disclosureId: opaqueId,
            enteredAt: instant,
            enteredBy: z.string().max(300),
            /** Entered in the place of this one. */
            replaces: opaqueId.nullable(),
            disclosure: disclosureSchema,
          }),
        )
        .max(10_000),
      suspensions: z
        .array(z.strictObject({ suspensionId: opaqueId, inForce: z.boolean(), suspension: suspensionSchema }))
        .max(1000),
    }),
  },
  /** Command: enters a disclosure about the patient of a case; never changed, only replaced by a new one. */
  'rights.add-disclosure': {
    input: z.strictObject({
      caseId: caseIdSchema,
      disclosure: disclosureSchema,
      replaces: opaqueId.nullable(),
    }),
    output: z.strictObject({ disclosureId: opaqueId }),
  },
  /** Command: enters an authority's statement. An oral one holds for 30 days at most. */
  'rights.add-suspension': {
    input: z.strictObject({ caseId: caseIdSchema, suspension: suspensionSchema }),
    output: z.strictObject({ suspensionId: opaqueId }),
  },
  /** Query: cases whose suspension has ended: the rows are to be issued now. */
  'rights.reissues': {
    input: nothing,
    output: z.strictObject({
      cases: z.array(z.strictObject({ caseId: caseIdSchema, since: civilDateSchema })).max(1000),
    }),
  },
} as const;
