import { CASE_TYPES, identityMethodSchema } from '../../src-shared/rights/words.ts';
import { yearsAfter } from './requests.ts';
import type { FieldValues, StepField, StepForm } from './step-form.ts';
import { DOCUMENT_OPTIONS, MANNER_OPTIONS, METHOD_OPTIONS } from './step-options.ts';
import { METHOD_WORDS, TYPE_WORDS } from './words.ts';

/** Keeping a case takes six years from its end at least (45 CFR 164.530(j)). */
export const RETENTION_YEARS = 6;

/** Fields of a letter that was sent. */
export const letterFields: readonly StepField[] = [
  {
    kind: 'file',
    name: 'letter.proof',
    digest: 'letter.sha256',
    attach: 'proof',
    label: 'The letter as it was sent',
    description: 'A PDF or a scan; it is kept sealed, and its hash goes into the case.',
  },
  { kind: 'day', name: 'letter.sentOn', label: 'Sent on' },
  { kind: 'choice', name: 'letter.manner', label: 'Sent', options: () => MANNER_OPTIONS },
];

/** What the fields of a letter begin with. */
export const letterStart = (kind: string | null, today: string): FieldValues => ({
  'letter.kind': kind,
  'letter.proof': null,
  'letter.sha256': null,
  'letter.sentOn': today,
  'letter.manner': 'mail',
});

const isChannel = ({ method }: FieldValues): boolean =>
  method === 'phone_verification' || method === 'email_verification';

/** Forms of the steps about who asks. */
export const identityForms = {
  'ask-identity': {
    sentence: 'The case notes on which day, and by which ways, the person was asked to show who they are.',
    go: 'Record that it was asked',
    fields: [
      {
        kind: 'many',
        name: 'methods',
        label: 'Ways that were offered',
        description: 'One at least must work from afar (45 CFR 164.514(h)).',
        options: () => METHOD_OPTIONS,
      },
    ],
    start: () => ({ methods: [] }),
  },
  'add-evidence': {
    sentence:
      'One check of who asks is recorded: its result and where the proof is kept, never what was answered.',
    go: 'Record the check',
    fields: [
      {
        kind: 'choice',
        name: 'method',
        label: 'How it was checked',
        options: ({ identity }) =>
          identityMethodSchema.options
            .filter((method) => !identity.locked.includes(method))
            .map((method) => [
              method,
              `${METHOD_WORDS[method].name} (counts ${String(METHOD_WORDS[method].points)})`,
            ]),
      },
      {
        kind: 'choice',
        name: 'outcome',
        label: 'Result',
        description: 'A way that failed is locked for this case.',
        options: () => [
          ['passed', 'It is this person'],
          ['failed', 'It does not match'],
        ],
      },
      { kind: 'number', name: 'tries', label: 'Tries', least: 1, most: 20 },
      { kind: 'day', name: 'checkedOn', label: 'Checked on' },
      {
        kind: 'day',
        name: 'onFileSince',
        label: 'Number or address on file since',
        description: 'It counts only if it was there before the request.',
        optional: true,
        asked: isChannel,
        otherwise: null,
      },
      {
        kind: 'file',
        name: 'evidence',
        attach: 'identity',
        typed: true,
        label: 'Proof',
        description: 'Attach the document, or write under which number the check is kept.',
      },
    ],
    start: ({ identity }, today) => ({
      method: identityMethodSchema.options.find((method) => !identity.locked.includes(method)) ?? null,
      outcome: 'passed',
      tries: 1,
      checkedOn: today,
      onFileSince: null,
      evidence: null,
    }),
  },
  'decide-authority': {
    sentence: 'It is decided whether this person may act for the patient in this request.',
    go: 'Decide',
    fields: [
      { kind: 'yes', name: 'accepted', label: 'They may act for the patient' },
      {
        kind: 'choice',
        name: 'refusal',
        label: 'Why not',
        description: '45 CFR 164.502(g)',
        asked: ({ accepted }) => accepted !== true,
        otherwise: null,
        none: 'Choose the reason',
        options: () => [
          ['endangerment', 'It would endanger the patient'],
          ['expired', 'The document has expired'],
          ['out-of-scope', 'The document does not cover this request'],
          ['not-shown', 'Nothing was shown'],
        ],
      },
      { kind: 'choice', name: 'document', label: 'Document', options: () => DOCUMENT_OPTIONS },
      {
        kind: 'file',
        name: 'evidence',
        attach: 'authority',
        typed: true,
        label: 'The document itself',
        description: 'Attach it, or write under which number it is kept.',
      },
      { kind: 'day', name: 'expiresOn', label: 'Expires on', optional: true },
      {
        kind: 'many',
        name: 'scope',
        label: 'It covers',
        options: ({ row }) =>
          CASE_TYPES.filter((type) => !type.startsWith('gdpr') || type === row.type).map((type) => [
            type,
            TYPE_WORDS[type].name,
          ]),
      },
    ],
    start: ({ opening }) => ({
      accepted: true,
      refusal: null,
      document: 'health-care-power-of-attorney',
      evidence: null,
      expiresOn: null,
      scope: [opening.type],
    }),
  },
  'assess-risk': {
    sentence: 'The risk that somebody else asks is judged anew; it sets how much proof is needed.',
    go: 'Record the assessment',
    fields: [
      { kind: 'yes', name: 'risk.wholeRecord', label: 'The whole record is asked for' },
      { kind: 'yes', name: 'risk.newDeliveryAddress', label: 'It shall go to a new address' },
      {
        kind: 'yes',
        name: 'risk.sensitive',
        label: 'It holds what is specially protected',
        description: 'Substance use treatment, mental health, HIV, reproductive care',
      },
      { kind: 'yes', name: 'risk.minor', label: 'The patient is a minor' },
      { kind: 'yes', name: 'risk.deceased', label: 'The patient has died' },
      {
        kind: 'day',
        name: 'risk.contactChangedOn',
        label: 'Telephone or address last changed on',
        optional: true,
      },
    ],
    start: ({ opening: { risk } }) => ({
      'risk.wholeRecord': risk.wholeRecord,
      'risk.newDeliveryAddress': risk.newDeliveryAddress,
      'risk.sensitive': risk.sensitive,
      'risk.minor': risk.minor,
      'risk.deceased': risk.deceased,
      'risk.contactChangedOn': risk.contactChangedOn,
    }),
  },
  verify: {
    sentence:
      'It is confirmed that it is this person and this patient. From here on the record is worked with.',
    go: 'Verify the identity',
    undo: 'A verification stands in the history; what is asked for later can ask for more proof.',
    fields: [],
    start: () => ({}),
  },
  'close-unverified': {
    sentence: 'The case ends because nobody could show who asks. Nothing of the record was given out.',
    go: 'Close without identity',
    undo: 'A closed case is not opened again; the person can ask anew.',
    fields: [
      ...letterFields,
      { kind: 'yes', name: 'alternativeOffered', label: 'Another way to show it was offered' },
      {
        kind: 'text',
        name: 'supervisor',
        label: 'Supervisor who agrees',
        description: 'Another person than you',
        longest: 300,
      },
      { kind: 'day', name: 'retainUntil', label: 'Kept until' },
    ],
    start: (_view, today) => ({
      ...letterStart('unverified-outcome', today),
      alternativeOffered: false,
      supervisor: '',
      retainUntil: yearsAfter(today, RETENTION_YEARS),
    }),
  },
} as const satisfies Readonly<Record<string, StepForm>>;
