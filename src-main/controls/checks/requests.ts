import type { CaseRow } from '../../../src-shared/rights/contract.ts';
import { attention, type Check, failed, fine, type Look, many } from './check.ts';
import type { CheckSources } from './sources.ts';

const PAGE = 500;
/** Days before its last day on which a request is told of. */
const SOON_DAYS = 7;

/** Whether patients get their answers in time. */
export const requestChecks = ({ rights }: CheckSources): readonly Check[] => [
  {
    ...{
      id: 'request-deadlines',
      area: 'requests',
      title: 'Deadlines of patients’ requests',
      link: '/rights',
    },
    look: async () => {
      const rows: CaseRow[] = [];
      for (;;) {
        const page = await rights.list({ open: true, type: null, state: null, id: '' }, rows.length, PAGE);
        rows.push(...page.rows);
        if (page.rows.length === 0 || rows.length >= page.total) return deadlineLook(rows);
      }
    },
  },
];

/** How the requests stand whose clock runs. */
export function deadlineLook(rows: readonly Pick<CaseRow, 'caseId' | 'daysLeft' | 'due'>[]): Look {
  const running = rows.filter(({ daysLeft }) => daysLeft !== null);
  const late = running.filter(({ daysLeft }) => (daysLeft ?? 0) < 0);
  if (late.length > 0)
    return failed(
      `${many(late.length, 'request is', 'requests are')} past the legal deadline: ${namesOf(late)}.`,
      'Answer them first, and record why they are late.',
    );
  const soon = running.filter(({ daysLeft }) => (daysLeft ?? 0) <= SOON_DAYS);
  return soon.length > 0
    ? attention(
        `${many(soon.length, 'request is', 'requests are')} due within ${SOON_DAYS} days: ${namesOf(soon)}.`,
        'Answer them, or send an extension while there is still time for one.',
      )
    : fine(
        running.length === 0
          ? 'No request waits for an answer.'
          : `${many(running.length, 'request waits', 'requests wait')} for an answer; none is due within ${SOON_DAYS} days.`,
      );
}

const NAMED = 5;
const namesOf = (rows: readonly Pick<CaseRow, 'caseId'>[]): string =>
  `${rows
    .slice(0, NAMED)
    .map(({ caseId }) => caseId)
    .join(', ')}${rows.length > NAMED ? ', …' : ''}`;
