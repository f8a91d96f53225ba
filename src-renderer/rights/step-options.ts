import {
  authorityDocumentSchema,
  type DeliveryManner,
  dispositionSchema,
  extensionReasonSchema,
  flagSchema,
  identityMethodSchema,
  type LetterKind,
  letterKindSchema,
  mitigationSchema,
} from '../../src-shared/rights/words.ts';
import { FLAG_WORDS, METHOD_WORDS } from './words.ts';

type Options = readonly (readonly [value: string, label: string])[];

const MANNERS: Readonly<Record<DeliveryManner, string>> = {
  portal: 'Through the portal',
  'encrypted-e-mail': 'Encrypted e-mail',
  'unencrypted-e-mail': 'Unencrypted e-mail, after a warning',
  media: 'On media (CD, USB)',
  mail: 'By mail',
  'in-person': 'In person',
};
const LETTERS: Readonly<Record<LetterKind, string>> = {
  acknowledgement: 'Acknowledgement of receipt',
  'identity-request': 'Question who asks',
  'unverified-outcome': 'Notice that it cannot be verified',
  extension: 'Notice of extension',
  'fee-estimate': 'What it will cost',
  approval: 'Approval',
  partial: 'Approval in part',
  denial: 'Denial',
  'review-outcome': 'Outcome of the review',
  'amendment-granted': 'Amendment granted',
  'amendment-denied': 'Amendment denied',
  disagreement: 'About the statement of disagreement',
  'request-outcome': 'Outcome of the request',
  accounting: 'Accounting of disclosures',
  'complaint-reply': 'Reply to a complaint',
  'gdpr-refusal': 'Refusal under the GDPR, whole or in part',
};
const REASONS: Readonly<Record<(typeof extensionReasonSchema.options)[number], string>> = {
  'records-elsewhere': 'Records are kept elsewhere',
  volume: 'There is very much',
  'professional-review': 'A professional has to look at it',
  'several-sites': 'Several sites have to be asked',
  'third-party-material': 'It holds material of others',
  other: 'Another reason, written in the letter',
};
const DOCUMENTS: Readonly<Record<(typeof authorityDocumentSchema.options)[number], string>> = {
  'health-care-power-of-attorney': 'Power of attorney for health care',
  'court-order': 'Court order',
  guardianship: 'Guardianship',
  'parent-birth-record': 'Record of birth, for a parent',
  'letters-of-administration': 'Letters of administration',
  executor: 'Appointment as executor',
  'signed-directive': 'Signed directive of the patient',
  other: 'Another document',
};
const MITIGATIONS: Readonly<Record<(typeof mitigationSchema.options)[number], string>> = {
  'person-informed': 'The person was told',
  'priority-raised': 'It was put before other work',
  'partial-sent': 'A part was sent already',
  'process-changed': 'The way of working was changed',
};
const DISPOSITIONS: Readonly<Record<(typeof dispositionSchema.options)[number], string>> = {
  substantiated: 'Substantiated',
  'partly-substantiated': 'Substantiated in part',
  'not-substantiated': 'Not substantiated',
  referred: 'Referred to somebody else',
};

/** The kind of a letter in words. */
export const letterWords = (kind: LetterKind): string => LETTERS[kind];

/** A way of delivery in words. */
export const mannerWords = (manner: DeliveryManner): string => MANNERS[manner];

export const MANNER_OPTIONS: Options = Object.entries(MANNERS);
/** An extension is a step of its own. */
export const LETTER_OPTIONS: Options = letterKindSchema.options
  .filter((kind) => kind !== 'extension')
  .map((kind) => [kind, LETTERS[kind]]);
export const REASON_OPTIONS: Options = Object.entries(REASONS);
export const DOCUMENT_OPTIONS: Options = Object.entries(DOCUMENTS);
export const MITIGATION_OPTIONS: Options = Object.entries(MITIGATIONS);
export const DISPOSITION_OPTIONS: Options = Object.entries(DISPOSITIONS);
export const METHOD_OPTIONS: Options = identityMethodSchema.options.map((method) => [
  method,
  METHOD_WORDS[method].name,
]);
export const FLAG_OPTIONS: Options = flagSchema.options.map((flag) => [flag, FLAG_WORDS[flag]]);
