import {
  ACCOUNTING_EXCLUSIONS,
  type AccountingExclusion,
  type DisclosureBasis,
} from '../../../src-shared/rights/accounting.ts';

/** Sections of 45 CFR that a clinic names, the most exact first. */
const SECTIONS: readonly (readonly [string, DisclosureBasis])[] = [
  ['164.502(a)(1)(i)', 'to-the-individual'],
  ['164.502(a)(1)(iii)', 'incident'],
  ['164.502(a)(2)(ii)', 'hhs'],
  ['164.506', 'treatment-payment-operations'],
  ['164.508', 'authorization'],
  ['164.510', 'directory-or-care'],
  ['164.512(a)', 'required-by-law'],
  ['164.512(b)', 'public-health'],
  ['164.512(c)', 'abuse-report'],
  ['164.512(d)', 'oversight'],
  ['164.512(e)', 'judicial'],
  ['164.512(f)', 'law-enforcement'],
  ['164.512(g)', 'decedents'],
  ['164.512(h)', 'organ-donation'],
  ['164.512(i)', 'research'],
  ['164.512(j)', 'threat'],
  ['164.512(k)(2)', 'national-security'],
  ['164.512(k)(5)', 'custody'],
  ['164.512(k)', 'specialized-government'],
  ['164.512(l)', 'workers-compensation'],
  ['164.514(e)', 'limited-data-set'],
  ['164.524', 'to-the-individual'],
];

/** The basis that a section stands for; `other`, which counts, for one that nobody knows. */
export function basisOf(section: string): DisclosureBasis {
  const given = section.replaceAll(/\s|45\s*CFR|§/gi, '');
  return SECTIONS.find(([known]) => begins(given, known))?.[1] ?? 'other';
}

/** 164.502(a)(1)(ii) is not 164.502(a)(1)(i). */
const begins = (given: string, known: string): boolean =>
  given === known || (given.startsWith(known) && !/^[\w.]/.test(given.slice(known.length)));

/** Why a disclosure on this basis does not belong into an accounting; null when it does. */
export const exclusionOf = (basis: DisclosureBasis): AccountingExclusion | null =>
  ACCOUNTING_EXCLUSIONS.find((excluded) => excluded === basis) ?? null;
