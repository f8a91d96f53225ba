import { letterFields, letterStart } from './identity-forms.ts';
import type { StepForm } from './step-form.ts';
import { FLAG_OPTIONS, LETTER_OPTIONS, MITIGATION_OPTIONS, REASON_OPTIONS } from './step-options.ts';
import { FLAG_WORDS } from './words.ts';

/** Forms of the steps that go with any stage. */
export const caseForms = {
  'add-note': {
    sentence: 'A note is kept with the case, sealed under the token’s key.',
    go: 'Keep the note',
    fields: [],
    start: () => ({}),
  },
  'send-letter': {
    sentence: 'The case notes which letter left the house, on which day and how.',
    go: 'Record the letter',
    fields: [
      { kind: 'choice', name: 'letter.kind', label: 'Letter', options: () => LETTER_OPTIONS },
      ...letterFields,
    ],
    start: ({ closingLetter }, today) => letterStart(closingLetter ?? 'acknowledgement', today),
  },
  extend: {
    sentence:
      'The deadline moves once, to the day that the letter names. The letter must have gone out within the first period.',
    go: 'Extend the deadline',
    undo: 'There is no second extension.',
    fields: [
      {
        kind: 'day',
        name: 'newDate',
        label: 'New day',
        description: 'Later than the first period, within the second',
      },
      { kind: 'many', name: 'reasons', label: 'Reasons, as in the letter', options: () => REASON_OPTIONS },
      ...letterFields,
    ],
    start: ({ clock }, today) => ({
      newDate:
        clock.deadlines.flatMap(({ latestDue }) => (latestDue === null ? [] : [latestDue])).toSorted()[0] ??
        null,
      reasons: [],
      ...letterStart('extension', today),
    }),
  },
  'pause-clock': {
    sentence: 'The clock of the GDPR waits until the person has answered who they are.',
    go: 'Let the clock wait',
    fields: [{ kind: 'day', name: 'askedOn', label: 'The question went out on' }],
    start: (_view, today) => ({ askedOn: today }),
  },
  'resume-clock': {
    sentence: 'The clock goes on from the day of the answer.',
    go: 'Let the clock go on',
    fields: [{ kind: 'day', name: 'answeredOn', label: 'The answer came on' }],
    start: (_view, today) => ({ answeredOn: today }),
  },
  mitigate: {
    sentence: 'The case is late. What was done about it is recorded.',
    go: 'Record it',
    fields: [{ kind: 'choice', name: 'what', label: 'What was done', options: () => MITIGATION_OPTIONS }],
    start: () => ({ what: 'person-informed' }),
  },
  'raise-flag': {
    sentence: 'Nothing is decided or delivered while something is flagged.',
    go: 'Flag it',
    fields: [
      {
        kind: 'choice',
        name: 'flag',
        label: 'Problem',
        options: ({ row }) => FLAG_OPTIONS.filter(([flag]) => !row.flags.some((raised) => raised === flag)),
      },
    ],
    start: ({ row }) => ({
      flag: FLAG_OPTIONS.find(([flag]) => !row.flags.some((raised) => raised === flag))?.[0] ?? null,
    }),
  },
  'resolve-flag': {
    sentence: 'What was in the way is settled; say how in the note.',
    go: 'Resolve it',
    fields: [
      {
        kind: 'choice',
        name: 'flag',
        label: 'Problem',
        options: ({ row }) => row.flags.map((flag) => [flag, FLAG_WORDS[flag]]),
      },
    ],
    start: ({ row }) => ({ flag: row.flags[0] ?? null }),
  },
  withdraw: {
    sentence: 'The person takes the request back. The clock stops today, and the case can be closed.',
    go: 'Record the withdrawal',
    undo: 'A withdrawn request is not taken up again; the person can ask anew.',
    fields: [
      {
        kind: 'file',
        name: 'document',
        attach: 'other',
        typed: true,
        label: 'What shows it',
        description: 'Attach what was written, or write under which number it is kept.',
      },
    ],
    start: () => ({ document: null }),
  },
} as const satisfies Readonly<Record<string, StepForm>>;
