import type { CaseType } from './words.ts';

/** A reason for refusing that the law lists. Nothing else is one: that it would upset, or that a bill is open, is none. */
export type Ground = {
  readonly code: string;
  readonly types: readonly CaseType[];
  /** Plain words for letter and window. */
  readonly words: string;
  readonly basis: string;
  /** The person may have the refusal reviewed (164.524(a)(3)). */
  readonly reviewable: boolean;
  /** Needs the decision of a licensed health care professional. */
  readonly licensed: boolean;
  /** Exception of the information blocking rule that it is recorded under (45 CFR 171); null where none fits. */
  readonly blocking: string | null;
};

const access = (code: string, section: string, words: string, reviewable = false): Ground => ({
  ...{ code, words, reviewable, licensed: reviewable, types: ['access'] },
  basis: `45 CFR 164.524(a)(${section})`,
  blocking: reviewable ? '171.201' : '171.202(d)',
});
const other = (types: readonly CaseType[], code: string, basis: string, words: string): Ground => ({
  ...{ types, code, basis, words, reviewable: false, licensed: false, blocking: null },
});
const GDPR_BOTH: readonly CaseType[] = ['gdpr-erasure', 'gdpr-portability'];

/** Every ground, by right. Accounting and complaint have none. */
export const GROUNDS: readonly Ground[] = [
  access('U1', '1)(i', 'These are psychotherapy notes, or were put together for a legal proceeding.'),
  access(
    'U2',
    '2)(ii',
    'A copy would endanger the safety, custody or rehabilitation of an inmate; the record can be looked at.',
  ),
  access(
    'U3',
    '2)(iii',
    'You agreed to wait while the research is in progress; access comes back when it ends.',
  ),
  access('U4', '2)(iv', 'The Privacy Act (5 U.S.C. 552a) denies access to this record.'),
  access(
    'U5',
    '2)(v',
    'Somebody who is not a health care provider told us in confidence, and the record would show who.',
  ),
  access(
    'R1',
    '3)(i',
    'A licensed health care professional found that it is likely to endanger somebody’s life or physical safety.',
    true,
  ),
  access(
    'R2',
    '3)(ii',
    'It speaks of another person, and a licensed health care professional found that it is likely to cause them substantial harm.',
    true,
  ),
  access(
    'R3',
    '3)(iii',
    'A licensed health care professional found that giving it to a representative is likely to cause substantial harm.',
    true,
  ),
  other(
    ['access'],
    'P2',
    '42 CFR 2.13 and 2.31',
    'These are records of treatment for substance use: they go to nobody else without the patient’s written consent.',
  ),
  other(
    ['access'],
    'X1',
    '45 CFR 164.522(a)(1)(iii)',
    'We agreed with the patient not to disclose this to others.',
  ),
  other(
    ['amendment'],
    'A1',
    '45 CFR 164.526(a)(2)(i)',
    'We did not create this record, and who did can still be asked.',
  ),
  other(
    ['amendment'],
    'A2',
    '45 CFR 164.526(a)(2)(ii)',
    'This is not part of the records that decisions about you are made with.',
  ),
  other(
    ['amendment'],
    'A3',
    '45 CFR 164.526(a)(2)(iii)',
    'This record is not open to you under the right of access.',
  ),
  other(['amendment'], 'A4', '45 CFR 164.526(a)(2)(iv)', 'The record is accurate and complete.'),
  other(['restriction'], 'T1', '45 CFR 164.522(a)(1)(ii)', 'We do not agree to this restriction.'),
  other(
    ['confidential-communications'],
    'C1',
    '45 CFR 164.522(b)(1)(i)',
    'The request is not reasonable: it cannot be carried out.',
  ),
  other(
    GDPR_BOTH,
    'G12-5',
    'Regulation (EU) 2016/679, article 12(5)',
    'The request is manifestly unfounded or excessive.',
  ),
  other(
    ['gdpr-erasure'],
    'G17-3b',
    'Regulation (EU) 2016/679, article 17(3)(b)',
    'A law obliges us to keep the record.',
  ),
  other(
    ['gdpr-erasure'],
    'G17-3c',
    'Regulation (EU) 2016/679, article 17(3)(c)',
    'The record is needed in the public interest in the area of public health.',
  ),
  other(
    ['gdpr-erasure'],
    'G17-3d',
    'Regulation (EU) 2016/679, article 17(3)(d)',
    'The record is needed for archiving or research.',
  ),
  other(
    ['gdpr-erasure'],
    'G17-3e',
    'Regulation (EU) 2016/679, article 17(3)(e)',
    'The record is needed for legal claims.',
  ),
  other(
    ['gdpr-portability'],
    'G20-1',
    'Regulation (EU) 2016/679, article 20(1)',
    'You did not provide this data, or it is not processed by automated means on consent or contract.',
  ),
  other(
    ['gdpr-portability'],
    'G20-4',
    'Regulation (EU) 2016/679, article 20(4)',
    'It would adversely affect the rights of others.',
  ),
];

/** The grounds of a right. */
export const groundsOf = (type: CaseType): readonly Ground[] =>
  GROUNDS.filter(({ types }) => types.includes(type));

/** The ground of a code, if it is one of this right. */
export const groundOf = (type: CaseType, code: string): Ground | undefined =>
  groundsOf(type).find((ground) => ground.code === code);
