import { randomBytes } from 'node:crypto';
import type { CycleSnapshot } from '../../../src-shared/controls/cycles.ts';
import type {
  BurnDownPoint,
  FrameworkTrend,
  Gap,
  GapEvent,
  GapProposal,
  NewGap,
  RoadmapItem,
} from '../../../src-shared/controls/gaps.ts';
import type { ActivityLog } from '../../audit/index.ts';
import { type Clock, instantOf } from '../../base/clock.ts';
import { Fault } from '../../base/fault.ts';
import type { SignOffs } from '../../signing/index.ts';
import { civilDay } from '../checks/turns.ts';
import type { ControlReviews } from '../review/service.ts';
import { burnDownOf } from './burn-down.ts';
import { type GapChange, gapOf, proposalsOf } from './gap.ts';
import { roadmapOf, waitsForItself } from './order.ts';
import type { GapStore } from './ports.ts';
import { trendOf } from './trend.ts';

/** What somebody changes on a gap; what is not named stays. */
export type GapEdit = Partial<Omit<NewGap, 'cycleId' | 'requirement' | 'origin'>> & {
  readonly progress?: number;
};

/** What requirements ask for and is not there: who closes it, in which order, and how it comes along. */
export interface Gaps {
  list(cycleId: string): Promise<readonly Gap[]>;
  /** What the conclusions suggest and nobody has taken up. @throws Fault `review-unknown` */
  proposals(cycleId: string): Promise<readonly GapProposal[]>;
  roadmap(cycleId: string): Promise<readonly RoadmapItem[]>;
  burnDown(cycleId: string): Promise<readonly BurnDownPoint[]>;
  /** Against earlier locked cycles, like with like. @throws Fault `review-unknown` */
  trend(cycleId: string): Promise<readonly FrameworkTrend[]>;
  /** @returns its id @throws Fault `gap-refused` with the reason, `review-unknown` */
  add(gap: NewGap): Promise<string>;
  /** @throws Fault `gap-unknown`, `gap-refused`, `gap-changed` */
  set(gapId: string, edit: GapEdit, note: string): Promise<void>;
  /** @throws Fault as {@link Gaps.set} */
  move(gapId: string, to: 'open' | 'in-progress' | 'closed', note: string): Promise<void>;
  /** Bears the risk until a day, signed by the officer's token. @throws Fault as {@link Gaps.set}, `not-signed-in` */
  accept(gapId: string, reason: string, until: string): Promise<void>;
}

/** Longest time for which a risk is borne without being looked at again. Days. */
const LONGEST_ACCEPTANCE = 366;
const DAY_MS = 86_400_000;

/** See {@link Gaps}. */
export function gapService(parts: {
  readonly store: GapStore;
  readonly reviews: Pick<ControlReviews, 'cycles' | 'snapshot'>;
  readonly signOffs: Pick<SignOffs, 'signOff'>;
  readonly activity: Pick<ActivityLog, 'event'>;
  readonly clock: Clock;
  /** IANA name. */
  readonly zone: () => string;
  readonly officer: () => string;
}): Gaps {
  const { store, clock } = parts;
  const dayOf = (instant: string): string => civilDay(Date.parse(instant), parts.zone());
  const today = (): string => civilDay(clock.now(), parts.zone());
  const list = async (cycleId: string): Promise<readonly Gap[]> => {
    const changes = Map.groupBy(await store.inCycle(cycleId), ({ gap }) => gap.id);
    return [...changes.values()].flatMap((own) => gapOf(own, today()) ?? []);
  };
  const known = async (
    gapId: string,
  ): Promise<{ readonly gap: Omit<Gap, 'history'>; readonly changes: number }> => {
    const changes = await store.of(gapId);
    const [gap, last] = [gapOf(changes, today()), changes.at(-1)];
    if (gap === null || last === undefined)
      throw new Fault('gap-unknown', 'There is no such gap.', 'Look at the list of gaps of the cycle.');
    return { gap: { ...last.gap, state: gap.state }, changes: changes.length };
  };
  const write = async (
    gap: Omit<Gap, 'history'>,
    what: GapEvent['what'],
    note: string,
    after: number,
  ): Promise<void> => {
    const change: GapChange = {
      gap,
      event: {
        ...{ at: instantOf(clock), by: parts.officer(), what, note },
        ...{ severity: gap.severity, state: gap.state },
      },
    };
    await store.add(
      change,
      after,
      parts.activity.event({
        operation: `gap.${what}`,
        objectType: 'gap',
        objectId: gap.id,
        version: after,
        purpose: `${gap.requirement.framework} ${gap.requirement.id}: ${gap.severity}, ${gap.state}`,
      }),
    );
  };
  const mayWait = async (cycleId: string, id: string, dependsOn: readonly string[]): Promise<void> => {
    const gaps = await list(cycleId);
    const strange = dependsOn.find((each) => !gaps.some((gap) => gap.id === each));
    if (strange !== undefined)
      throw refused(`${strange} is no gap of this cycle.`, 'Choose what it waits for from the same cycle.');
    if (waitsForItself(gaps, id, dependsOn))
      throw refused(
        'It would wait for itself: one of those it waits for waits for it.',
        'Take one of the two away.',
      );
  };
  const required = (snapshot: CycleSnapshot, { framework, id }: Gap['requirement']): void => {
    if (
      !snapshot.controls.some(
        (each) => each.requirement.framework === framework && each.requirement.id === id,
      )
    )
      throw refused(`${id} is not in this cycle.`, 'Choose a requirement of the cycle.');
  };

  return {
    list,
    proposals: async (cycleId) => proposalsOf(await parts.reviews.snapshot(cycleId), await list(cycleId)),
    roadmap: async (cycleId) => roadmapOf(await list(cycleId), today()),
    burnDown: async (cycleId) => burnDownOf(await list(cycleId), today(), dayOf),
    trend: async (cycleId) => {
      const current = await parts.reviews.snapshot(cycleId);
      const shares = (frameworks: readonly string[]): boolean =>
        frameworks.some((each) => current.cycle.frameworks.includes(each));
      const earlier: CycleSnapshot[] = [];
      for (const { cycle } of await parts.reviews.cycles())
        if (cycle.id !== cycleId && cycle.to <= current.cycle.to && shares(cycle.frameworks))
          earlier.push(await parts.reviews.snapshot(cycle.id));
      return trendOf(current, earlier);
    },
    add: async ({ origin, cycleId, requirement, ...said }) => {
      required(await parts.reviews.snapshot(cycleId), requirement);
      const id = `G-${randomBytes(6).toString('base64url')}`;
      await mayWait(cycleId, id, said.dependsOn);
      await write(
        { id, cycleId, requirement, ...said, state: 'open', progress: 0, acceptance: null, origin },
        ...(['opened', '', 0] as const),
      );
      return id;
    },
    set: async (gapId, edit, note) => {
      const { gap, changes } = await known(gapId);
      if (edit.dependsOn !== undefined) await mayWait(gap.cycleId, gapId, edit.dependsOn);
      await write({ ...gap, ...edit }, 'changed', note, changes);
    },
    move: async (gapId, to, note) => {
      const { gap, changes } = await known(gapId);
      if (gap.state === to) throw refused('The gap is in this state already.', 'Look at it again.');
      if (to === 'closed') {
        const waiting = (await list(gap.cycleId)).filter(
          ({ id, state }) => gap.dependsOn.includes(id) && state !== 'closed' && state !== 'accepted',
        );
        if (waiting.length > 0)
          throw refused(
            `It waits for what is not closed: ${waiting.map(({ title }) => title).join('; ')}.`,
            'Close that first, or take the dependency away.',
          );
      }
      const what = { open: 'reopened', 'in-progress': 'began', closed: 'closed' } as const;
      const progress = to === 'closed' ? 100 : gap.progress === 100 ? 0 : gap.progress;
      await write({ ...gap, state: to, progress, acceptance: null }, what[to], note, changes);
    },
    accept: async (gapId, reason, until) => {
      const { gap, changes } = await known(gapId);
      const days = (Date.parse(until) - Date.parse(today())) / DAY_MS;
      if (gap.state === 'closed') throw refused('The gap is closed.', 'There is no risk to accept.');
      if (!(days >= 0 && days <= LONGEST_ACCEPTANCE))
        throw refused(
          'A risk is accepted from today until a day within a year.',
          'Choose such a day; afterwards it is looked at again.',
        );
      const { requirement, severity } = gap;
      const { signOffId } = await parts.signOffs.signOff({
        ...{ kind: 'gap.accept', subject: gapId, decision: 'accepted' },
        statement: `The risk of the gap ${gapId} (${requirement.framework} ${requirement.id}, ${severity}) is accepted until ${until}. Reason: ${reason}`,
        details: {
          cycle: gap.cycleId,
          framework: requirement.framework,
          requirement: requirement.id,
          severity,
          until,
        },
      });
      const acceptance = { reason, until, signOffId, by: parts.officer() };
      await write({ ...gap, state: 'accepted', acceptance }, 'accepted', reason, changes);
    },
  };
}

const refused = (message: string, remedy: string): Fault => new Fault('gap-refused', message, remedy);
