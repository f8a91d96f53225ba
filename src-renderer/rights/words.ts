import type { StepName } from '../../src-shared/rights/steps.ts';
import type {
  CaseState,
  CaseType,
  Flag,
  IdentityMethod,
  IntakeChannel,
  Requester,
  RiskReason,
} from '../../src-shared/rights/words.ts';

/** What a person asks for: plain words, what it means, and the section of the law. */
export const TYPE_WORDS: Readonly<
  Record<CaseType, { readonly name: string; readonly means: string; readonly basis: string }>
> = {
  access: {
    name: 'Access',
    means: 'To see the record, or to have a copy of it',
    basis: '45 CFR 164.524',
  },
  amendment: { name: 'Amendment', means: 'To have the record corrected', basis: '45 CFR 164.526' },
  restriction: {
    name: 'Restriction',
    means: 'To have information used or passed on less',
    basis: '45 CFR 164.522(a)',
  },
  'confidential-communications': {
    name: 'Confidential communications',
    means: 'To be written to or called elsewhere',
    basis: '45 CFR 164.522(b)',
  },
  accounting: {
    name: 'Accounting of disclosures',
    means: 'To know to whom the record was given',
    basis: '45 CFR 164.528',
  },
  complaint: {
    name: 'Complaint',
    means: 'To complain about privacy; anybody may, also without a name',
    basis: '45 CFR 164.530(d)',
  },
  'gdpr-erasure': { name: 'Erasure', means: 'To have data deleted', basis: 'GDPR article 17' },
  'gdpr-portability': {
    name: 'Portability',
    means: 'To have data in a form that others can read',
    basis: 'GDPR article 20',
  },
};

/** Where a case stands. */
export const STATE_WORDS: Readonly<Record<CaseState, string>> = {
  received: 'Received',
  'identity-pending': 'Checking who asks',
  verified: 'Identity verified',
  scoping: 'Settling the request',
  collecting: 'Collecting',
  review: 'In review',
  approved: 'Approved',
  partial: 'Approved in part',
  denied: 'Denied',
  prepared: 'Answer ready',
  delivered: 'Delivered',
  'delivery-failed': 'Delivery failed',
  closed: 'Closed',
  withdrawn: 'Withdrawn',
  'unverified-closed': 'Closed, not verified',
  'review-requested': 'Review asked for',
  'review-decided': 'Review decided',
  disagreement: 'Disagreement filed',
  rebutted: 'Rebutted',
  linked: 'Statements linked',
  active: 'In force',
  terminated: 'Ended',
};

/** How a request came in. */
export const CHANNEL_WORDS: Readonly<Record<IntakeChannel, string>> = {
  'walk-in': 'In person',
  mail: 'By mail',
  phone: 'By telephone',
  portal: 'Through the portal',
  'e-mail': 'By e-mail',
};

/** Who asks. */
export const REQUESTER_WORDS: Readonly<Record<Requester, string>> = {
  individual: 'The patient',
  'personal-representative': 'A personal representative',
  'parent-of-minor': 'A parent or guardian of a minor',
  'representative-of-deceased': 'A representative of a patient who has died',
  'third-party-directive': 'The patient, for a copy to somebody else',
  anonymous: 'Somebody who gives no name',
};

/** How it is found out who asks, and how much each way counts. */
export const METHOD_WORDS: Readonly<
  Record<IdentityMethod, { readonly name: string; readonly points: number }>
> = {
  demographic_match: { name: 'What they say of themselves matches the record', points: 2 },
  security_questions: { name: 'Security questions', points: 2 },
  document_upload: { name: 'A document with a photograph', points: 2 },
  phone_verification: { name: 'A code by telephone', points: 1 },
  email_verification: { name: 'A code by e-mail', points: 1 },
  in_person: { name: 'In person, with a document', points: 3 },
};

/** Why more proof is needed. */
export const RISK_WORDS: Readonly<Record<RiskReason, string>> = {
  'whole-record': 'The whole record is asked for',
  'representative-or-third-party': 'Somebody else asks, or shall have it',
  'new-delivery-address': 'It shall go to an address that is new',
  'sensitive-records': 'It holds what is specially protected',
  minor: 'The patient is a minor',
  deceased: 'The patient has died',
  'gdpr-erasure': 'Data shall be deleted',
  'contact-changed': 'Telephone or address changed within 30 days',
};

/** What stands in the way of a case. */
export const FLAG_WORDS: Readonly<Record<Flag, string>> = {
  'job-failed': 'A job failed',
  'other-person': 'Another person may be meant',
  'part-2': 'Substance use treatment (42 CFR Part 2)',
  question: 'A question is open',
  conflict: 'The record contradicts itself',
};

/** A step as a button says it. */
export const STEP_WORDS: Readonly<Record<StepName, string>> = {
  'add-note': 'Write a note',
  attach: 'Attach a file',
  'link-duplicate': 'Linked to another request',
  'send-letter': 'Record a letter that was sent',
  extend: 'Extend the deadline',
  'pause-clock': 'Let the clock wait',
  'resume-clock': 'Let the clock go on',
  escalate: 'Warned about the deadline',
  'mark-overdue': 'Marked as overdue',
  mitigate: 'Note what was done about the delay',
  'raise-flag': 'Flag a problem',
  'resolve-flag': 'Resolve a flag',
  withdraw: 'Record that it was withdrawn',
  'correct-contact': 'Correct contact details',
  'ask-identity': 'Ask who it is',
  'add-evidence': 'Record a check of identity',
  'decide-authority': 'Decide on the representative',
  'link-patient': 'Find the patient',
  'assess-risk': 'Assess the risk anew',
  verify: 'Verify the identity',
  'close-unverified': 'Close without identity',
  'fix-scope': 'Settle what is asked for',
  'start-collection': 'Collect the record',
  'report-source': 'A source reported',
  'finish-collection': 'Collection finished',
  'start-review': 'Begin the review',
  'fail-job': 'A job failed',
  'sign-licensed': 'Confirm grounds as a professional',
  decide: 'Decide',
  'note-paid-in-full': 'Note that it was paid in full',
  'record-amendment': 'Record the amendment',
  dispose: 'Record what came of the complaint',
  'suspend-rows': 'Suspend rows for an authority',
  'reissue-rows': 'Issue suspended rows',
  'start-erasure': 'Erase the data',
  'record-erasure': 'Data were erased',
  'note-erasure': 'Record that it was erased elsewhere',
  prepare: 'Prepare the answer',
  deliver: 'Deliver the answer',
  'fail-delivery': 'Record that the delivery failed',
  close: 'Close the case',
  'request-review': 'Record that a review is asked for',
  'decide-review': 'Decide the review',
  'file-disagreement': 'File a statement of disagreement',
  rebut: 'Record a rebuttal',
  'link-statements': 'Link the statements with the record',
  activate: 'Put the restriction in force',
  terminate: 'End the restriction',
};

const STEP_NAMES: ReadonlyMap<string, string> = new Map(Object.entries(STEP_WORDS));

/** A step of the history in words. */
export const stepWords = (step: string): string =>
  step === 'open' ? 'Request recorded' : (STEP_NAMES.get(step) ?? step);

/** A code in words that nobody lists: hyphens become spaces. */
export const codeWords = (code: string): string => code.replaceAll(/[-_]/g, ' ');

/** What a step says of itself: days as the clinic writes them, numbers of requests as they are, codes in words. */
export const detailWords = (detail: string): string =>
  detail
    .split(/(R-\d{4}-\d{4,6}|\d{4}-\d{2}-\d{2})/)
    .map((part, at) => (at % 2 === 0 ? codeWords(part) : part.startsWith('R') ? part : formatDay(part)))
    .join('');

const dayFormat = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeZone: 'UTC' });

/** A day as the clinic writes it. */
export function formatDay(day: string): string {
  const at = Date.parse(`${day}T00:00:00Z`);
  return Number.isNaN(at) ? day : dayFormat.format(at);
}

/** What a clock says. */
export type ClockLine = {
  readonly daysLeft: number | null;
  readonly stoppedOn: string | null;
  readonly late: boolean;
};

/** Days left, or that the clock stopped. */
export function leftWords({ daysLeft, stoppedOn, late }: ClockLine): string {
  if (daysLeft === null) return stoppedOn === null ? 'Waiting' : late ? 'Answered late' : 'Answered in time';
  if (daysLeft === 0) return 'Due today';
  const days = Math.abs(daysLeft);
  return `${String(days)} ${days === 1 ? 'day' : 'days'} ${daysLeft < 0 ? 'late' : 'left'}`;
}

/** How pressing a clock is, as a tone of the window. */
export function toneOf({ daysLeft, late }: ClockLine): 'bad' | 'unsure' | 'none' | 'good' {
  if (daysLeft === null) return late ? 'bad' : 'good';
  return daysLeft < 0 ? 'bad' : daysLeft <= 7 ? 'unsure' : 'none';
}
