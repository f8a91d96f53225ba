import type { ReviewEdit } from '../../../src-shared/controls/reviews.ts';
import type { ResultSummary } from '../../../src-shared/controls/tests.ts';
import { type ControlRecord, keyOf } from './records.ts';

/** Who edits, when, and what they may attach. */
export type EditCircumstances = {
  readonly at: string;
  readonly by: string;
  /** SHA-256 of the certificate of whoever is signed in; null when nobody is. */
  readonly certificate: string | null;
  /** The newest result of every test that supports a control, by the control's name. */
  readonly newest: (key: string) => readonly ResultSummary[];
  readonly knowsEvidence: (id: string) => boolean;
  readonly knowsSample: (id: string) => boolean;
};

/** A control after an edit with what was done in words, or why it may not be done. */
export type Edited =
  | { readonly record: ControlRecord; readonly what: string; readonly refused: null }
  | { readonly record: null; readonly what: null; readonly refused: string };

type Part = ControlRecord['authors'][number]['part'];
/** Edits that say what somebody answers for: whoever makes them cannot approve the control. */
const PARTS: readonly ReviewEdit['edit'][] = ['scope', 'addressable', 'conclude'] satisfies readonly Part[];

/** Whether an edit asks for a token: its author must be told from the approver beyond doubt. */
export const needsToken = (edit: ReviewEdit): edit is Extract<ReviewEdit, { readonly edit: Part }> =>
  PARTS.includes(edit.edit);

/** Who answers for what after an edit. What was taken back nobody answers for. */
function authored(
  record: ControlRecord,
  edit: ReviewEdit,
  { at, by, certificate }: EditCircumstances,
): Pick<ControlRecord, 'authors' | 'preparedBy' | 'preparedAt'> {
  const { authors, preparedBy, preparedAt } = record;
  if (!needsToken(edit) || certificate === null) return { authors, preparedBy, preparedAt };
  const others = authors.filter(({ part }) => part !== edit.edit);
  if (edit.edit === 'conclude' && edit.conclusion === null)
    return { authors: others, preparedBy: null, preparedAt: null };
  return { authors: [...others, { part: edit.edit, by, certificate }], preparedBy: by, preparedAt: at };
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
      const found = when.newest(keyOf(record.requirement));
      if (found.length === 0) return 'No test that supports it has a result in the period.';
      const kept = record.results.filter(({ id }) => !found.some((result) => result.id === id));
      return {
        part: { results: [...kept, ...found.map(({ id, sha256 }) => ({ id, sha256 }))].slice(-200) },
        what: `Test results attached: ${found.length}`,
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
