import type { CycleSnapshot } from '../../../src-shared/controls/cycles.ts';
import type { Gap, GapEvent, GapProposal, Severity } from '../../../src-shared/controls/gaps.ts';

/** A change of a gap as it is kept: the gap after it, and what happened. */
export type GapChange = { readonly gap: Omit<Gap, 'history'>; readonly event: GapEvent };

const DAY_MS = 86_400_000;
const nextDay = (day: string): string => new Date(Date.parse(`${day}T00:00:00Z`) + DAY_MS).toISOString();

/**
 * A gap from its changes. A risk that was accepted until a day is open again on the day after it, without anybody's doing.
 *
 * @param changes - oldest first
 * @returns null without any
 */
export function gapOf(changes: readonly GapChange[], today: string): Gap | null {
  const last = changes.at(-1);
  if (last === undefined) return null;
  const history = changes.map(({ event }) => event);
  const { gap } = last;
  if (gap.state !== 'accepted' || gap.acceptance === null || today <= gap.acceptance.until)
    return { ...gap, history };
  return {
    ...gap,
    state: 'open',
    history: [
      ...history,
      {
        ...{ at: nextDay(gap.acceptance.until), by: '', what: 'acceptance-expired' },
        ...{
          severity: gap.severity,
          state: 'open',
          note: `The risk was accepted until ${gap.acceptance.until}.`,
        },
      },
    ],
  };
}

const PROPOSED: Readonly<Record<GapProposal['conclusion'], Severity>> = {
  'not-effective': 'high',
  exception: 'medium',
  'not-tested': 'low',
};
const CAUSE = 1000;

/** Gaps that the conclusions of a cycle suggest, where nobody has taken one up for the requirement yet. */
export function proposalsOf({ controls }: CycleSnapshot, gaps: readonly Gap[]): readonly GapProposal[] {
  const known = new Set(gaps.map(({ requirement: { framework, id } }) => `${framework} ${id}`));
  return controls.flatMap(({ requirement, title, scope, conclusion, narrative }): GapProposal[] => {
    if (scope.state !== 'in' || conclusion === null || conclusion === 'effective') return [];
    if (known.has(`${requirement.framework} ${requirement.id}`)) return [];
    return [
      {
        ...{ requirement, conclusion, severity: PROPOSED[conclusion], cause: narrative.slice(0, CAUSE) },
        title: title.trim().slice(0, 200).padEnd(3, '.'),
      },
    ];
  });
}
