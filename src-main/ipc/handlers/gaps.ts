import type { gapsContract } from '../../../src-shared/controls/gaps.ts';
import type { HandlerParts, HandlersOf } from './parts.ts';

/** Gaps, the order of work on them, and how they come along. */
export function gapsHandlers({ services, push }: HandlerParts): HandlersOf<typeof gapsContract> {
  const { gaps } = services;
  const told = (): Record<string, never> => {
    push('gaps.changed', {});
    return {};
  };
  return {
    'gaps.list': async ({ cycleId }) => ({
      gaps: [...(await gaps.list(cycleId))],
      proposals: [...(await gaps.proposals(cycleId))],
    }),
    'gaps.roadmap': async ({ cycleId }) => ({
      items: [...(await gaps.roadmap(cycleId))],
      burnDown: [...(await gaps.burnDown(cycleId))],
      trend: [...(await gaps.trend(cycleId))],
    }),
    'gaps.add': async (gap) => {
      const gapId = await gaps.add(gap);
      told();
      return { gapId };
    },
    'gaps.set': async ({ gapId, note, ...edit }) => {
      const named = Object.fromEntries(Object.entries(edit).filter(([, value]) => value !== undefined));
      await gaps.set(gapId, named, note);
      return told();
    },
    'gaps.move': async ({ gapId, to, note }) => {
      await gaps.move(gapId, to, note);
      return told();
    },
    'gaps.accept': async ({ gapId, reason, until }) => {
      await gaps.accept(gapId, reason, until);
      return told();
    },
  };
}
