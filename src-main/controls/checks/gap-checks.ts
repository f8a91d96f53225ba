import type { Gap } from '../../../src-shared/controls/gaps.ts';
import { attention, type Check, failed, fine, type Look, many } from './check.ts';
import type { CheckSources } from './sources.ts';

/** Whether what was found in the open reviews is closed in time. */
export const gapChecks = ({ controlReviews, gaps }: CheckSources, now: () => number): readonly Check[] => [
  {
    ...{ id: 'gaps', area: 'controls', title: 'Gaps of the open reviews', link: '/controls/gaps' },
    look: async () => {
      const all: Gap[] = [];
      for (const { cycle } of await controlReviews.cycles())
        if (cycle.state === 'open') all.push(...(await gaps.list(cycle.id)));
      return gapLook(all, new Date(now()).toISOString().slice(0, 10));
    },
  },
];

/** How the gaps stand. @param today - a day such as `2026-11-22` */
export function gapLook(gaps: readonly Gap[], today: string): Look {
  const open = gaps.filter(({ state }) => state === 'open' || state === 'in-progress');
  const late = open.filter(({ dueOn }) => dueOn !== null && dueOn < today).length;
  if (late > 0)
    return failed(
      `${many(late, 'gap is', 'gaps are')} past the day by which it was to be closed.`,
      'Close them, set another day with a reason, or have the risk accepted.',
    );
  const expired = open.filter(({ history }) => history.at(-1)?.what === 'acceptance-expired').length;
  if (expired > 0)
    return attention(
      `The acceptance of ${many(expired, 'risk has', 'risks have')} ended; the gap is open again.`,
      'Decide anew: close it, or accept the risk once more with a reason.',
    );
  const critical = open.filter(({ severity }) => severity === 'critical').length;
  if (critical > 0)
    return attention(`${many(critical, 'critical gap is', 'critical gaps are')} open.`, 'See to them first.');
  return fine(
    open.length === 0
      ? 'No gap is open.'
      : `${many(open.length, 'gap is', 'gaps are')} open, none of them late.`,
  );
}
