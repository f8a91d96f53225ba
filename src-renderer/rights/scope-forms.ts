import type { StepForm } from './step-form.ts';
import { MANNER_OPTIONS } from './step-options.ts';

/** Forms of the steps from what is asked for to what was found. */
export const scopeForms = {
  'fix-scope': {
    sentence:
      'What is asked for, the form, and the way it shall be handed over are settled. An address that the person asked for in a request of its own is used by itself.',
    go: 'Settle it',
    fields: [
      { kind: 'yes', name: 'scope.wholeRecord', label: 'The whole record' },
      {
        kind: 'day',
        name: 'scope.from',
        label: 'From',
        description: 'An accounting needs its period, six years at most.',
        optional: true,
      },
      { kind: 'day', name: 'scope.until', label: 'Until', optional: true },
      {
        kind: 'choice',
        name: 'scope.form',
        label: 'Form',
        options: () => [
          ['pdf', 'PDF'],
          ['paper', 'Paper'],
          ['fhir-json', 'FHIR, as JSON'],
          ['fhir-xml', 'FHIR, as XML'],
          ['view', 'Looking at it here'],
        ],
      },
      { kind: 'choice', name: 'scope.manner', label: 'Handed over', options: () => MANNER_OPTIONS },
      {
        kind: 'yes',
        name: 'scope.summaryAgreed',
        label: 'A summary instead, agreed with its fee',
        asked: (_values, { opening }) => opening.type === 'access',
        otherwise: false,
      },
    ],
    start: ({ scope, opening }) => ({
      'scope.wholeRecord': scope?.wholeRecord ?? opening.risk.wholeRecord,
      'scope.inspect': opening.inspect,
      'scope.categories': scope?.categories ?? [],
      'scope.from': scope?.from ?? null,
      'scope.until': scope?.until ?? null,
      'scope.form': scope?.form ?? (opening.inspect ? 'view' : 'pdf'),
      'scope.manner': scope?.manner ?? (opening.inspect ? 'in-person' : 'mail'),
      'scope.summaryAgreed': scope?.summaryAgreed ?? false,
      // The program finds out whether there is one, and writes it down.
      'scope.confidentialAddress': 'none-on-file',
      'scope.fee': null,
    }),
  },
  'start-review': {
    sentence:
      'The request goes to whoever decides it: where a second person decides, somebody else than you.',
    go: 'Begin the review',
    fields: [],
    start: () => ({}),
  },
} as const satisfies Readonly<Record<string, StepForm>>;
