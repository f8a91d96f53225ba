import type { RowAccess, RowCategory, RowRole, RowRule, Weakness } from '../../src-shared/phi/rows.ts';

export const ROLE_WORDS: Readonly<Record<RowRole, string>> = {
  clinician: 'Clinician',
  billing: 'Billing',
  'front-desk': 'Front desk',
  compliance: 'Compliance officer',
  administrator: 'Administrator',
  'super-administrator': 'Super-administrator',
  researcher: 'Researcher',
};

export const CATEGORY_WORDS: Readonly<Record<RowCategory, string>> = {
  identity: 'Who the patients are',
  clinical: 'Clinical record',
  narrative: 'Notes and documents',
  psychotherapy: 'Psychotherapy notes',
  billing: 'Bills',
  schedule: 'Appointments',
  legal: 'Consents and disclosures',
  connection: 'Connections to others',
  care: 'Who cares for whom',
  accounts: 'Accounts',
};

const RULE_WORDS: Readonly<Record<RowRule, string>> = {
  all: 'all',
  care: 'own patients',
  opened: 'after saying why',
  author: 'own notes',
  consented: 'with consent',
  ordinary: 'not administrators’',
  none: '–',
};

/** Which rows, in a few words, and whether they may be changed. */
export const accessWords = ({ rule, writes }: RowAccess): string =>
  rule === 'none' ? '–' : `${RULE_WORDS[rule]}${writes === 'none' ? '' : ', may change'}`;

export const SEVERITY_WORDS: Readonly<Record<Weakness['severity'], string>> = {
  high: 'Breaks the rules',
  medium: 'Look at this',
  low: 'Good to know',
};
