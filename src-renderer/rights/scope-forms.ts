import type { StepForm } from './step-form.ts';
import { MANNER_OPTIONS } from './step-options.ts';

/** Forms of the steps from what is asked for to what was found. */
export const scopeForms = {
  'fix-scope': {
    sentence: 'What is asked for, the form, and the way it shall be handed over are settled.',
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
        kind: 'choice',
        name: 'scope.confidentialAddress',
        label: 'Another address that was agreed (45 CFR 164.522(b))',
        options: () => [
          ['none-on-file', 'None is on file'],
          ['applied', 'There is one, and it is used'],
        ],
      },
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
      'scope.confidentialAddress': scope?.confidentialAddress ?? 'none-on-file',
      'scope.fee': null,
    }),
  },
  'start-review': {
    sentence: 'The request goes to whoever decides it. That is another person than you.',
    go: 'Begin the review',
    fields: [],
    start: () => ({}),
  },
} as const satisfies Readonly<Record<string, StepForm>>;
