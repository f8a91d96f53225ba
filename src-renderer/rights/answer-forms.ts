import { letterFields, letterStart, RETENTION_YEARS } from './identity-forms.ts';
import { yearsAfter } from './requests.ts';
import type { StepForm } from './step-form.ts';
import { DISPOSITION_OPTIONS } from './step-options.ts';
import { groundOptions } from './grounds.ts';

const SIGNED = 'The signature cannot be taken back; a refusal can be reviewed.';

/** Forms of the steps that decide, answer and close. */
export const answerForms = {
  decide: {
    sentence: 'The request is decided, and the decision is signed with the token in your name.',
    go: 'Decide and sign',
    signed: true,
    undo: SIGNED,
    fields: [
      {
        kind: 'choice',
        name: 'outcome',
        label: 'Decision',
        options: ({ row: { type } }) =>
          [
            ['approved', 'Approve'] as const,
            ['partial', 'Approve in part'] as const,
            ['denied', 'Deny'] as const,
          ].filter(
            ([outcome]) =>
              outcome === 'approved' ||
              (type !== 'accounting' && (type !== 'confidential-communications' || outcome === 'denied')),
          ),
      },
      {
        kind: 'many',
        name: 'grounds',
        label: 'Grounds',
        description: 'Only these count. An unpaid bill, or that it might upset, is no ground.',
        asked: ({ outcome }) => outcome !== 'approved',
        otherwise: [],
        options: ({ row: { type } }) => groundOptions(type),
      },
    ],
    start: () => ({ outcome: 'approved', grounds: [], signOff: null }),
  },
  'note-erasure': {
    sentence: 'The data were erased without this program, by whoever keeps them. Say what shows it.',
    go: 'Record it',
    fields: [
      {
        kind: 'file',
        name: 'document',
        attach: 'proof',
        typed: true,
        label: 'What shows it',
        description: 'Attach what was written, or write under which number it is kept.',
      },
    ],
    start: () => ({ document: null }),
  },
  'sign-licensed': {
    sentence:
      'As a licensed health care professional you confirm that the ground holds here; it is signed with the token.',
    go: 'Confirm and sign',
    signed: true,
    undo: SIGNED,
    fields: [
      {
        kind: 'many',
        name: 'grounds',
        label: 'Grounds',
        options: ({ row: { type } }) => groundOptions(type, true),
      },
      { kind: 'yes', name: 'licensed', label: 'I am a licensed health care professional' },
    ],
    start: () => ({ grounds: [], licensed: false, signOff: null }),
  },
  'note-paid-in-full': {
    sentence:
      'The person paid the service in full: a restriction towards the health plan must be granted (45 CFR 164.522(a)(1)(vi)).',
    go: 'Note it',
    fields: [
      {
        kind: 'file',
        name: 'evidence',
        attach: 'receipt',
        typed: true,
        label: 'Receipt',
        description: 'Attach it, or write under which number it is kept.',
      },
    ],
    start: () => ({ evidence: null }),
  },
  dispose: {
    sentence: 'What came of the complaint is recorded, and signed with the token in your name.',
    go: 'Record and sign',
    signed: true,
    undo: 'The signature cannot be taken back; while the case is open, another outcome can be recorded after it.',
    fields: [
      { kind: 'choice', name: 'disposition', label: 'Outcome', options: () => DISPOSITION_OPTIONS },
      {
        kind: 'text',
        name: 'subject',
        label: 'Member of staff it is about',
        description: 'Whoever it is about does not handle it. No patient’s name.',
        longest: 300,
        optional: true,
      },
      { kind: 'yes', name: 'breachAssessment', label: 'It has to be assessed as a breach (45 CFR 164.402)' },
    ],
    start: () => ({
      disposition: 'not-substantiated',
      subject: null,
      breachAssessment: false,
      signOff: null,
    }),
  },
  'fail-delivery': {
    sentence: 'What came back was not provided: the clock goes on.',
    go: 'Record the failure',
    fields: [
      {
        kind: 'choice',
        name: 'why',
        label: 'What happened',
        options: () => [
          ['bounced', 'The e-mail came back'],
          ['returned', 'The mail came back'],
          ['expired', 'The link was not used in time'],
          ['refused', 'It was not accepted'],
          ['damaged', 'It arrived damaged'],
        ],
      },
    ],
    start: () => ({ why: 'returned' }),
  },
  close: {
    sentence:
      'The case ends. It is kept until the day below, and goes only under the clinic’s retention rules.',
    go: 'Close the case',
    undo: 'A closed case is not opened again; a review or a disagreement can still follow.',
    fields: [{ kind: 'day', name: 'retainUntil', label: 'Kept until', description: 'Six years at least' }],
    start: (_view, today) => ({ retainUntil: yearsAfter(today, RETENTION_YEARS) }),
  },
  'request-review': {
    sentence: 'A refusal on a reviewable ground is looked at again by a professional who took no part in it.',
    go: 'Record the request',
    fields: [
      {
        kind: 'text',
        name: 'reviewer',
        label: 'Reviewer',
        description: 'Somebody who took no part in the refusal',
        longest: 300,
      },
      { kind: 'yes', name: 'licensed', label: 'The reviewer is a licensed health care professional' },
      { kind: 'file', name: 'document', attach: 'other', typed: true, label: 'What was written' },
    ],
    start: () => ({ reviewer: '', licensed: false, document: null }),
  },
  'decide-review': {
    sentence: 'The review is decided and signed with the token; what it comes to binds.',
    go: 'Decide and sign',
    signed: true,
    undo: 'The decision of the review is final.',
    fields: [
      {
        kind: 'choice',
        name: 'outcome',
        label: 'Outcome',
        options: () => [
          ['access-granted', 'Access is granted'],
          ['upheld', 'The refusal stands'],
        ],
      },
    ],
    start: () => ({ outcome: 'access-granted', signOff: null }),
  },
  'file-disagreement': {
    sentence:
      'The person disagrees with the refusal, in writing. The statement is kept sealed with the case.',
    go: 'File the statement',
    fields: [
      {
        kind: 'file',
        name: 'sha256',
        digest: 'sha256',
        attach: 'other',
        label: 'The statement of disagreement',
        description: 'A PDF or a scan; its hash goes into the case.',
      },
    ],
    start: () => ({ sha256: null }),
  },
  rebut: {
    sentence: 'The clinic answers the statement of disagreement (45 CFR 164.526(d)(3)).',
    go: 'Record the rebuttal',
    fields: [
      {
        kind: 'file',
        name: 'sha256',
        digest: 'sha256',
        attach: 'other',
        label: 'The rebuttal',
        description: 'A PDF or a scan; its hash goes into the case.',
      },
      { kind: 'yes', name: 'copySent', label: 'The person has a copy of it' },
    ],
    start: () => ({ sha256: null, copySent: false }),
  },
  'reissue-rows': {
    sentence: 'Rows that an authority had suspended are issued now.',
    go: 'Record it',
    fields: letterFields,
    start: (_view, today) => letterStart('accounting', today),
  },
  activate: {
    sentence: 'From now on the restriction is in force: collections for others hold what it covers.',
    go: 'Put it in force',
    fields: [],
    start: () => ({}),
  },
  terminate: {
    sentence: 'The restriction ends for what is created from now on.',
    go: 'End the restriction',
    fields: [
      {
        kind: 'choice',
        name: 'how',
        label: 'How it ends',
        description: '45 CFR 164.522(a)(2)',
        options: () => [
          ['written', 'The person agreed in writing'],
          ['oral-documented', 'The person agreed orally, and it is documented'],
          ['informed', 'The person was told'],
        ],
      },
      { kind: 'file', name: 'document', attach: 'other', typed: true, label: 'What shows it' },
    ],
    start: () => ({ how: 'written', document: null }),
  },
} as const satisfies Readonly<Record<string, StepForm>>;
