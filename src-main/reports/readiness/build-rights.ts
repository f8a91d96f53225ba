import type { ReportedCase } from '../../../src-shared/reports/readiness-rows.ts';
import type { RightsReview } from '../../../src-shared/reports/readiness.ts';
import { CASE_TYPES } from '../../../src-shared/rights/words.ts';
import type { CaseRow } from '../../../src-shared/rights/contract.ts';
import { counted } from '../wording.ts';
import { figure, frameOf, type FrameFacts, within } from './frame.ts';

const DAY = 86_400_000;
const daysBetween = (from: string, to: string): number =>
  Math.max(0, Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY));

/** Requests of patients that were received in the period: how many, how fast, how many late. */
export function rightsReview(facts: FrameFacts, all: readonly CaseRow[]): RightsReview {
  const cases = all
    .filter(({ receivedOn }) => within(facts, receivedOn))
    .sort((a, b) => (a.caseId < b.caseId ? -1 : 1))
    .map((row): ReportedCase => ({
      caseId: row.caseId,
      right: row.type,
      state: row.state,
      receivedOn: row.receivedOn,
      due: row.due,
      answeredOn: row.stoppedOn,
      days: row.stoppedOn === null ? null : daysBetween(row.receivedOn, row.stoppedOn),
      extended: row.extended,
      late: row.late || (row.daysLeft !== null && row.daysLeft < 0),
    }));
  const late = cases.filter((each) => each.late).length;
  const open = cases.filter(({ answeredOn }) => answeredOn === null).length;
  return {
    ...frameOf(facts, {
      statements: [
        cases.length === 0
          ? 'No request of a patient was received in this period.'
          : `${counted(cases.length, 'request was', 'requests were')} received in the period; ${open === 0 ? 'none is' : counted(open, 'is', 'are')} still open.`,
        ...(cases.length === 0
          ? []
          : [late === 0 ? 'None was or is late.' : `${counted(late, 'was or is', 'were or are')} late.`]),
      ],
      figures: [
        figure('received', 'Requests received', cases.length),
        figure('answered', 'Answered', cases.length - open),
        figure('open', 'Still open', open),
        figure('late', 'Late', late),
        figure('extended', 'Extended', cases.filter(({ extended }) => extended).length),
      ],
      scope: 'Requests under 45 CFR 164.522 to 164.528 and complaints that are recorded in this application.',
      method: [
        'A request counts in the period in which it was received. Days are calendar days from its receipt to the day on which its clock stopped.',
        'Late is what was answered, or is still open, after the day that the law or the house rule sets, extensions included.',
      ],
      notTested:
        cases.length === 0
          ? [{ requirement: null, what: 'Requests', reason: 'None was received in this period.' }]
          : [],
      limits: ['Requests that nobody recorded in this application are not in it.'],
    }),
    kind: 'patient-rights',
    byRight: CASE_TYPES.flatMap((right) => {
      const these = cases.filter((each) => each.right === right);
      if (these.length === 0) return [];
      const days = these.flatMap(({ days: taken }) => (taken === null ? [] : [taken])).sort((a, b) => a - b);
      return [
        {
          right,
          received: these.length,
          answered: days.length,
          open: these.length - days.length,
          late: these.filter((each) => each.late).length,
          extended: these.filter(({ extended }) => extended).length,
          medianDays: medianOf(days),
        },
      ];
    }),
    cases,
  };
}

/** The middle one of sorted numbers, or the mean of the middle two; null for none. */
function medianOf(sorted: readonly number[]): number | null {
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.floor((sorted.length - 1) / 2)];
  return upper === undefined || lower === undefined ? null : (upper + lower) / 2;
}
