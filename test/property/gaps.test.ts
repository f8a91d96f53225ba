import fc from 'fast-check';
import { expect, test } from 'vitest';
import { burnDownOf } from '../../src-main/controls/gaps/burn-down.ts';
import { gapOf } from '../../src-main/controls/gaps/gap.ts';
import { roadmapOf, waitsForItself } from '../../src-main/controls/gaps/order.ts';
import { trendOf } from '../../src-main/controls/gaps/trend.ts';
import { CONCLUSIONS, type ControlReview, type CycleSnapshot } from '../../src-shared/controls/cycles.ts';
import { type Gap, GAP_STATES, SEVERITIES } from '../../src-shared/controls/gaps.ts';

const TODAY = '2026-11-22';
const rank = (severity: Gap['severity']): number => SEVERITIES.indexOf(severity);

/** Gaps of which each may wait for earlier ones: never a circle. */
const gaps = fc
  .array(
    fc.record({
      severity: fc.constantFrom(...SEVERITIES),
      state: fc.constantFrom(...GAP_STATES),
      effortDays: fc.integer({ min: 1, max: 12 }),
      progress: fc.constantFrom(0, 50, 100),
      owner: fc.constantFrom('', 'Ada', 'Ben'),
      dueOn: fc.option(fc.constantFrom('2026-11-25', '2026-12-24', '2027-02-01')),
      waits: fc.array(fc.nat(30), { maxLength: 3 }),
      opened: fc.integer({ min: 1, max: 20 }),
    }),
    { maxLength: 14 },
  )
  .map((all) =>
    all.map(({ waits, opened, ...each }, at): Gap => ({
      ...{ ...each, id: `g${String(at)}`, cycleId: 'c', requirement: { framework: 'f', id: 'A' } },
      ...{ title: 'Gap', cause: '', acceptance: null, origin: 'person' },
      dependsOn: at === 0 ? [] : [...new Set(waits.map((to) => `g${String(to % at)}`))],
      history: [
        {
          ...{ at: `2026-11-${String(opened).padStart(2, '0')}T12:00:00Z`, by: '', what: 'opened', note: '' },
          ...{ severity: each.severity, state: each.state },
        },
      ],
    })),
  );

test('the order holds every gap that is worked on once, and none before what it waits for', () => {
  fc.assert(
    fc.property(gaps, (all) => {
      const open = all.filter(({ state }) => state === 'open' || state === 'in-progress');
      const items = roadmapOf(all, TODAY);
      expect(items.map(({ gapId }) => gapId).sort()).toEqual(open.map(({ id }) => id).sort());
      expect(items.map(({ position }) => position)).toEqual(items.map((_, at) => at + 1));
      const at = new Map(items.map((item) => [item.gapId, item]));
      for (const item of items)
        for (const before of item.waitsFor) {
          expect(at.get(before)!.position).toBeLessThan(item.position);
          expect(at.get(before)!.endOn < item.startOn).toBe(true);
          // What others wait for is as bad as they are.
          expect(rank(at.get(before)!.risk)).toBeGreaterThanOrEqual(rank(item.risk));
        }
    }),
  );
});

test('of what could be begun the worst comes first, and of equals the least work', () => {
  fc.assert(
    fc.property(gaps, (all) => {
      const items = roadmapOf(all, TODAY);
      const effort = new Map(all.map(({ id, effortDays }) => [id, effortDays]));
      for (const [index, item] of items.entries()) {
        const next = items[index + 1];
        if (next === undefined || next.waitsFor.includes(item.gapId)) continue;
        expect(rank(item.risk)).toBeGreaterThanOrEqual(rank(next.risk));
        if (item.risk === next.risk)
          expect(effort.get(item.gapId)!).toBeLessThanOrEqual(effort.get(next.gapId)!);
      }
    }),
  );
});

test('nobody works on weekends, or on two gaps at once', () => {
  fc.assert(
    fc.property(gaps, (all) => {
      const items = roadmapOf(all, TODAY);
      const owner = new Map(all.map((gap) => [gap.id, gap.owner]));
      for (const { startOn, endOn } of items) {
        expect(startOn >= TODAY && endOn >= startOn).toBe(true);
        for (const day of [startOn, endOn]) expect([0, 6]).not.toContain(new Date(day).getUTCDay());
      }
      for (const name of ['', 'Ada', 'Ben']) {
        const own = items.filter(({ gapId }) => owner.get(gapId) === name);
        for (const [index, item] of own.entries())
          if (index > 0) expect(own[index - 1]!.endOn < item.startOn).toBe(true);
      }
    }),
  );
});

test('a dependency that closes a circle is found, and no other', () => {
  fc.assert(
    fc.property(gaps, fc.nat(), fc.nat(), (all, from, to) => {
      if (all.length === 0) return;
      const [a, b] = [all[from % all.length]!, all[to % all.length]!];
      const reaches = (id: string): boolean =>
        id === a.id || (all.find((gap) => gap.id === id)?.dependsOn ?? []).some(reaches);
      expect(waitsForItself(all, a.id, [b.id])).toBe(reaches(b.id));
    }),
  );
});

test('each day of the burn-down holds every gap that was found by then, once', () => {
  fc.assert(
    fc.property(gaps, (all) => {
      const points = burnDownOf(all, TODAY, (at) => at.slice(0, 10));
      expect(points.at(-1)?.day).toBe(all.length === 0 ? undefined : TODAY);
      for (const { day, open, accepted, closed } of points)
        expect(open.low + open.medium + open.high + open.critical + accepted + closed).toBe(
          all.filter(({ history }) => history[0]!.at.slice(0, 10) <= day).length,
        );
    }),
  );
});

test('a risk that was accepted is open again on the day after, and not before', () => {
  const event = { at: '2026-11-01T12:00:00Z', by: '', note: '', severity: 'high', what: 'accepted' } as const;
  const gap: Omit<Gap, 'history'> = {
    ...{
      id: 'g',
      cycleId: 'c',
      requirement: { framework: 'f', id: 'A' },
      title: 'Gap',
      cause: '',
      owner: '',
    },
    ...{
      severity: 'high',
      effortDays: 1,
      dueOn: null,
      dependsOn: [],
      progress: 0,
      origin: 'person',
      state: 'accepted',
    },
    acceptance: { reason: 'Because it is.', by: '', until: '2026-11-20', signOffId: null },
  };
  const changes = [{ gap, event: { ...event, state: 'accepted' } as const }];
  expect(gapOf(changes, '2026-11-20')).toMatchObject({ state: 'accepted' });
  const after = gapOf(changes, '2026-11-21')!;
  expect(after.state).toBe('open');
  expect(after.history.at(-1)).toMatchObject({ what: 'acceptance-expired', at: '2026-11-21T00:00:00.000Z' });
  expect(roadmapOf([after], TODAY)).toHaveLength(1);
});

const cycle = fc.record({
  year: fc.integer({ min: 2018, max: 2027 }),
  locked: fc.constantFrom('intact', 'tampered', 'could-not-tell', null),
  version: fc.constantFrom('1', '2'),
  text: fc.constantFrom('a'.repeat(64), 'b'.repeat(64)),
  framework: fc.constantFrom('f', 'other'),
  controls: fc.array(fc.tuple(fc.constantFrom('in', 'out'), fc.option(fc.constantFrom(...CONCLUSIONS))), {
    minLength: 1,
    maxLength: 6,
  }),
});
type Drawn = typeof cycle extends fc.Arbitrary<infer T> ? T : never;

/** As much of a snapshot as a trend reads. */
const snapshotOf = ({ year, locked, version, text, framework, controls }: Drawn, at: number): CycleSnapshot =>
  ({
    cycle: {
      ...{
        id: `c${String(at)}`,
        name: 'Cycle',
        frameworks: [framework],
        owner: '',
        dueOn: `${String(year)}-12-31`,
      },
      versions: [{ id: framework, name: 'F', version, sha256: text }],
      ...{
        from: `${String(year)}-01-01`,
        to: `${String(year)}-12-31`,
        openedAt: `${String(year)}-12-31T00:00:00Z`,
      },
      state: locked === null ? 'open' : 'locked',
    },
    controls: controls.map(
      ([state, conclusion], index) =>
        ({
          requirement: { framework, id: `A${String(index)}` },
          scope: { state, reason: '', approvedBy: null },
          conclusion,
        }) as ControlReview,
    ),
    lock: locked === null ? null : { result: locked, reason: null, signOff: 'so', digest: text },
  }) as CycleSnapshot;

test('a trend never compares unlike, counts the same requirements everywhere, and says what it left out', () => {
  fc.assert(
    fc.property(cycle, fc.array(cycle, { maxLength: 8 }), (now, before) => {
      const current = snapshotOf(now, 0);
      const earlier = before.map((each, at) => snapshotOf(each, at + 1));
      const [trend] = trendOf(current, earlier);
      const byId = new Map([current, ...earlier].map((each) => [each.cycle.id, each]));
      expect(trend!.points.at(-1)!.cycleId).toBe('c0');
      const inScope = (id: string): Set<string> =>
        new Set(
          byId
            .get(id)!
            .controls.filter(({ scope }) => scope.state === 'in')
            .map(({ requirement }) => requirement.id),
        );
      const shared = [...inScope('c0')].filter((id) =>
        trend!.points.every(({ cycleId }) => inScope(cycleId).has(id)),
      );
      expect(trend!.compared).toBe(shared.length);
      expect([...trend!.leftOut, ...shared].sort()).toEqual([...inScope('c0')].sort());
      for (const { cycleId, effective, exception, notEffective, notTested } of trend!.points) {
        expect(effective + exception + notEffective + notTested).toBe(shared.length);
        if (cycleId === 'c0') continue;
        const used = byId.get(cycleId)!;
        expect(used.lock?.result).toBe('intact');
        expect(used.cycle.versions[0]).toEqual(current.cycle.versions[0]);
        expect(used.cycle.to <= current.cycle.to).toBe(true);
      }
      // Every earlier cycle of the framework is either compared or named with a reason.
      const told = new Set([...trend!.points, ...trend!.notComparable].map(({ cycleId }) => cycleId));
      for (const { cycle: each } of earlier)
        if (each.frameworks[0] === now.framework && each.to <= current.cycle.to)
          expect(told).toContain(each.id);
    }),
  );
});
