import type { ReviewEdit } from '../../../src-shared/controls/reviews.ts';
import { type ControlRecord, keyOf } from './records.ts';
import type { TestsFound } from './test-results.ts';

/** Who edits, when, and what they may attach. */
export type EditCircumstances = {
  readonly at: string;
  readonly by: string;
  /** SHA-256 of the certificate of whoever is signed in; null when nobody is. */
  readonly certificate: string | null;
  /** What the tests that support a control found, by the control's name. */
  readonly found: (key: string) => TestsFound;
  readonly knowsEvidence: (id: string) => boolean;
  readonly knowsSample: (id: string) => boolean;
};

/** A control after an edit with what was done in words, or why it may not be done. */
export type Edited =
  | { readonly record: ControlRecord; readonly what: string; readonly refused: null }
  | { readonly record: null; readonly what: null; readonly refused: string };

type Part = ControlRecord['authors'][number]['part'];
/** Edits that say what somebody answers for: whoever makes them cannot approve the control. */
const PARTS: Partial<Record<ReviewEdit['edit'], Part>> = {
  ...{ scope: 'scope', addressable: 'addressable', conclude: 'conclude', 'take-over': 'conclude' },
};

/** Whether an edit asks for a token: its author must be told from the approver beyond doubt. */
export const needsToken = ({ edit }: ReviewEdit): boolean => PARTS[edit] !== undefined;

/** Whether an edit of several controls passes those over that it cannot be made on, and changes the others. */
export const passesOver = ({ edit }: ReviewEdit): boolean =>
  edit === 'attach-results' || edit === 'take-over';

/** Who answers for what after an edit. What was taken back nobody answers for. */
function authored(
  record: ControlRecord,
  edit: ReviewEdit,
  { at, by, certificate }: EditCircumstances,
): Pick<ControlRecord, 'authors' | 'preparedBy' | 'preparedAt'> {
  const { authors, preparedBy, preparedAt } = record;
  const part = PARTS[edit.edit];
  if (part === undefined || certificate === null) return { authors, preparedBy, preparedAt };
  const others = authors.filter((author) => author.part !== part);
  if (edit.edit === 'conclude' && edit.conclusion === null)
    return { authors: others, preparedBy: null, preparedAt: null };
  return { authors: [...others, { part, by, certificate }], preparedBy: by, preparedAt: at };
}

const CONCLUDED = {
  effective: 'Concluded: effective',
  exception: 'Concluded: effective with exceptions',
  'not-effective': 'Concluded: not effective',
  'not-tested': 'Concluded: not tested',
} as const;
const SCOPED = { in: 'In scope', out: 'Out of scope', 'not-applicable': 'Not applicable' } as const;
const DECIDED = {
  implement: 'Addressable: implement',
  alternative: 'Addressable: equal alternative',
  'not-reasonable': 'Addressable: not reasonable',
} as const;

const added = (known: readonly string[], more: readonly string[]): string[] => [
  ...new Set([...known, ...more]),
];
const without = (known: readonly string[], gone: readonly string[]): string[] =>
  known.filter((id) => !gone.includes(id));

/** Results are kept as many as a control holds, the newest at the end. */
function withResults(
  record: ControlRecord,
  results: readonly { readonly id: string; readonly sha256: string }[],
): ControlRecord['results'] {
  const kept = record.results.filter(({ id }) => !results.some((result) => result.id === id));
  return [...kept, ...results.map(({ id, sha256 }) => ({ id, sha256 }))].slice(-200);
}

const UNTOLD = {
  none: 'No automatic test can show it: look at it yourself.',
  unclear:
    'A test that supports it has no clear result in the period: run it, or look at the control yourself.',
} as const;

type Made = { readonly part: Partial<ControlRecord>; readonly what: string } | string;

function partOf(record: ControlRecord, edit: ReviewEdit, when: EditCircumstances): Made {
  switch (edit.edit) {
    case 'scope':
      if (edit.state === 'not-applicable' && record.obligation === 'addressable')
        return 'It is addressable, which is never “not applicable”: decide among the three ways instead.';
      return {
        part: { scope: { state: edit.state, reason: edit.state === 'in' ? '' : edit.reason } },
        what: SCOPED[edit.state],
      };
    case 'addressable':
      if (record.obligation !== 'addressable') return 'It is not an addressable specification.';
      return {
        part: { addressable: { decision: edit.decision, rationale: edit.rationale } },
        what: DECIDED[edit.decision],
      };
    case 'assign':
      return { part: { owner: edit.owner, dueOn: edit.dueOn }, what: 'Owner or due date set' };
    case 'conclude':
      if (record.scope.state !== 'in') return 'It is not in scope, so there is nothing to conclude.';
      return {
        part: { conclusion: edit.conclusion, narrative: edit.narrative },
        what: edit.conclusion === null ? 'Conclusion taken back' : CONCLUDED[edit.conclusion],
      };
    case 'attach-results': {
      const { results } = when.found(keyOf(record.requirement));
      if (results.length === 0) return 'No test that supports it has a result in the period.';
      return {
        part: { results: withResults(record, results) },
        what: `Test results attached: ${results.length}`,
      };
    }
    case 'take-over': {
      const { found, results, words } = when.found(keyOf(record.requirement));
      if (record.scope.state !== 'in') return 'It is not in scope, so there is nothing to conclude.';
      if (record.conclusion !== null) return 'Somebody has concluded on it: take that back first.';
      if (found !== 'pass' && found !== 'fail') return UNTOLD[found];
      const conclusion = found === 'pass' ? 'effective' : 'exception';
      return {
        part: { conclusion, narrative: words, results: withResults(record, results) },
        what: `${CONCLUDED[conclusion]}, taken over from ${results.length} test results`,
      };
    }
    case 'detach-result':
      return {
        part: { results: record.results.filter(({ id }) => id !== edit.result) },
        what: 'Test result taken off',
      };
    case 'attach-evidence':
      if (!edit.evidence.every(when.knowsEvidence)) return 'This evidence is not kept here.';
      return { part: { evidence: added(record.evidence, edit.evidence) }, what: 'Evidence attached' };
    case 'detach-evidence':
      return { part: { evidence: without(record.evidence, edit.evidence) }, what: 'Evidence taken off' };
    case 'attach-samples':
      if (!edit.samples.every(when.knowsSample)) return 'This sample is not one of the cycle.';
      return { part: { samples: added(record.samples, edit.samples) }, what: 'Sample attached' };
    case 'detach-samples':
      return { part: { samples: without(record.samples, edit.samples) }, what: 'Sample taken off' };
  }
}

/** Applies an edit to a control. Pure; the revision is raised, so that no approval of it holds any more. */
export function editControl(record: ControlRecord, edit: ReviewEdit, when: EditCircumstances): Edited {
  const made = partOf(record, edit, when);
  if (typeof made === 'string') return { record: null, what: null, refused: made };
  if (needsToken(edit) && when.certificate === null)
    return { record: null, what: null, refused: 'Nobody is signed in to a token.' };
  return {
    record: {
      ...record,
      ...made.part,
      ...authored(record, edit, when),
      revision: record.revision + 1,
    },
    what: made.what,
    refused: null,
  };
}
