import {
  ACCOUNTING_EXCLUSIONS,
  type AccountingBasis,
  type DisclosureBasis,
} from '../../src-shared/rights/accounting.ts';

/** Why a disclosure was made, in words. */
export const BASIS_WORDS: Readonly<Record<DisclosureBasis, string>> = {
  'required-by-law': 'Required by law',
  'public-health': 'Public health',
  'abuse-report': 'Report of abuse or neglect',
  oversight: 'Health oversight',
  judicial: 'Court or subpoena',
  'law-enforcement': 'Law enforcement',
  decedents: 'Coroner or funeral director',
  'organ-donation': 'Organ donation',
  research: 'Research without authorization',
  threat: 'Serious threat',
  'specialized-government': 'Specialized government function',
  'workers-compensation': 'Workers’ compensation',
  hhs: 'Department of Health and Human Services',
  impermissible: 'It should not have been made (breach)',
  other: 'Another reason',
  'treatment-payment-operations': 'Treatment, payment, operations',
  'to-the-individual': 'To the patient',
  incident: 'Incident to a permitted use',
  authorization: 'With an authorization',
  'directory-or-care': 'Directory, or persons in care',
  'national-security': 'National security',
  custody: 'Custody',
  'limited-data-set': 'Limited data set',
  'before-compliance': 'Before 14 April 2003',
};

/** What belongs into an accounting, and what is only entered to be complete. */
export const BASIS_OPTIONS = (Object.keys(BASIS_WORDS) as DisclosureBasis[])
  .filter((basis) => basis !== 'before-compliance')
  .map((basis) => ({
    value: basis,
    label: `${BASIS_WORDS[basis]}${isLeftOut(basis) ? ' (not told)' : ''}`,
  }));

function isLeftOut(basis: DisclosureBasis): boolean {
  return ACCOUNTING_EXCLUSIONS.some((left) => left === basis);
}

/** Why disclosures are not in the accounting, in words. */
export const exclusionWords = (why: AccountingBasis['excluded'][number]['why']): string =>
  why === 'outside-period'
    ? 'outside the period'
    : why === 'marked-not-accountable'
      ? 'marked by the clinic as not to be told'
      : BASIS_WORDS[why].toLowerCase();
