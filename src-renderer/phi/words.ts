import type { DataClass, Drift, MappedField, ReadWay, RuleTag } from '../../src-shared/phi/classification.ts';

/** A class in words, its letter in the map, and what colours it; the word or the letter always stands there too. */
export const CLASS_WORDS: Readonly<
  Record<DataClass, { readonly name: string; readonly letter: string; readonly means: string }>
> = {
  none: { name: 'Not personal', letter: '·', means: 'Says nothing about a person.' },
  internal: { name: 'Internal', letter: 'N', means: 'Nothing personal, but not for the public.' },
  personal: { name: 'Personal', letter: 'P', means: 'About staff or other people, not about patients.' },
  identifier: {
    name: 'Identifies a patient',
    letter: 'I',
    means: 'Names or numbers that lead to a patient.',
  },
  health: { name: 'Health data', letter: 'H', means: 'About a patient: protected health information.' },
  special: {
    name: 'Specially protected',
    letter: 'S',
    means: 'Psychotherapy, substance use, HIV, reproduction, genetics.',
  },
  credential: { name: 'Secret', letter: 'C', means: 'Passwords, keys and tokens.' },
};

export const TAG_WORDS: Readonly<Record<RuleTag, string>> = {
  'hipaa-identifier': 'HIPAA identifier (45 CFR 164.514(b)(2))',
  'hipaa-phi': 'HIPAA protected health information (45 CFR 160.103)',
  'hipaa-psychotherapy': 'HIPAA psychotherapy notes (45 CFR 164.501)',
  '42-cfr-part-2': 'Substance use records (42 CFR part 2)',
  'gdpr-personal': 'GDPR personal data (Art. 4)',
  'gdpr-special': 'GDPR special category (Art. 9)',
  'soc2-confidentiality': 'SOC 2 confidentiality (C1)',
  'soc2-privacy': 'SOC 2 privacy (P)',
  'soc2-security': 'SOC 2 security (CC6)',
};

export const WAY_WORDS: Readonly<Record<ReadWay, string>> = {
  superuser: 'as superuser',
  'reads-everything': 'may read every table (pg_read_all_data)',
  owner: 'owns the table',
  'table-grant': 'granted on the table',
  'column-grant': 'granted on the column',
  public: 'granted to everybody (PUBLIC)',
  view: 'through the view',
  'role-switch': 'after switching to',
};

/** How a column differs from what was decided. */
export function driftWords({ drift, was }: { readonly drift: Drift; readonly was: string | null }): string {
  switch (drift) {
    case 'added':
      return 'New since others of this table were decided on.';
    case 'gone':
      return 'The column is not there any more.';
    case 'retyped':
      return `Its type was ${was ?? 'another one'} when it was decided on.`;
    case 'renamed':
      return `It was named ${was ?? 'otherwise'} when it was decided on.`;
  }
}

/** The class that counts: what was decided, or else what is proposed. */
export const classOf = ({ decision, proposal }: MappedField): DataClass | null =>
  (decision ?? proposal)?.classification ?? null;
