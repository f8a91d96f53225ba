import type { EventName } from '../../../src-shared/ipc/channels.ts';
import type { EventPayload, Handlers } from '../../../src-shared/ipc/contract.ts';
import type { Gap, gapsContract, RoadmapItem, TrendPoint } from '../../../src-shared/controls/gaps.ts';

type Push = <E extends EventName>(event: E, payload: EventPayload<E>) => void;

const gap = (
  id: string,
  requirement: string,
  severity: Gap['severity'],
  state: Gap['state'],
  title: string,
  dependsOn: string[] = [],
): Gap => ({
  ...{
    id,
    cycleId: 'cycle-1',
    requirement: { framework: 'soc2-2017', id: requirement },
    title,
    severity,
    state,
  },
  ...{
    cause: 'Nobody was named for it.',
    owner: 'Head of IT',
    effortDays: 4,
    dueOn: '2026-12-11',
    dependsOn,
  },
  ...{ progress: state === 'in-progress' ? 40 : 0, origin: 'conclusion' },
  acceptance:
    state === 'accepted'
      ? {
          reason: 'The building is closed until spring.',
          by: 'CN=Officer',
          until: '2027-03-31',
          signOffId: 'so-9',
        }
      : null,
  history: [
    { at: '2026-11-02T09:00:00.000Z', by: 'CN=Officer', what: 'opened', severity, state: 'open', note: '' },
  ],
});

const point = (cycleId: string, name: string, to: string, effective: number): TrendPoint => ({
  ...{ cycleId, name, to, from: `${to.slice(0, 4)}-01-01`, locked: cycleId !== 'cycle-1' },
  ...{ effective, exception: 4, notEffective: 28 - effective, notTested: 1 },
});

/** Gaps of one review cycle in memory. */
export function gapsHandlers(push: Push): Pick<Handlers, keyof typeof gapsContract> {
  let gaps: readonly Gap[] = [
    gap(
      'G-1',
      'CC6.1',
      'critical',
      'open',
      'The backup login reads every patient and nobody uses it under a name',
    ),
    gap('G-2', 'CC6.3', 'high', 'in-progress', 'Roles were not compared with jobs since spring', ['G-3']),
    gap('G-3', 'CC6.2', 'low', 'open', 'There is no list of who works where'),
    gap('G-4', 'CC6.4', 'medium', 'accepted', 'The door of the old archive has no log'),
    gap('G-5', 'CC7.5', 'medium', 'closed', 'No restore was tried within the year'),
  ];
  const item = (gapId: string, position: number, startOn: string, endOn: string): RoadmapItem => ({
    ...{ gapId, position, startOn, endOn, risk: position === 1 ? 'critical' : 'high' },
    ...{ late: endOn > '2026-12-01', waitsFor: gapId === 'G-2' ? ['G-3'] : [] },
  });
  const items = [
    item('G-1', 1, '2026-11-23', '2026-11-26'),
    item('G-3', 2, '2026-11-27', '2026-12-02'),
    item('G-2', 3, '2026-12-03', '2026-12-08'),
  ];
  const days = Array.from({ length: 21 }, (_, at) => `2026-11-${String(at + 2).padStart(2, '0')}`);
  const change = (gapId: string, next: Partial<Gap>): Record<string, never> => {
    gaps = gaps.map((each) => (each.id === gapId ? { ...each, ...next } : each));
    push('gaps.changed', {});
    return {};
  };
  return {
    'gaps.list': ({ cycleId }) => ({
      gaps: gaps.map((each) => ({ ...each, cycleId })),
      proposals: [
        {
          ...{
            requirement: { framework: 'soc2-2017', id: 'CC8.1' },
            severity: 'medium',
            conclusion: 'exception',
          },
          ...{ title: 'Change management', cause: '2 of 25 changes had no approval.' },
        },
      ],
    }),
    'gaps.roadmap': () => ({
      items,
      burnDown: days.map((day, at) => ({
        day,
        open: { low: 1, medium: at < 12 ? 2 : 0, high: 1, critical: at < 5 ? 2 : 1 },
        ...{ accepted: at < 12 ? 0 : 1, closed: at < 12 ? 0 : 1 },
      })),
      trend: [
        {
          ...{
            framework: 'soc2-2017',
            version: '2017 (revised points of focus 2022)',
            compared: 33,
            leftOut: [],
          },
          points: [
            point('cycle-a', 'Year 2024', '2024-12-31', 14),
            point('cycle-b', 'Year 2025', '2025-12-31', 19),
            point('cycle-1', 'Year 2026', '2026-12-31', 24),
          ],
          notComparable: [
            { cycleId: 'cycle-x', name: 'Trial 2023', reason: 'It is not locked: it can still be changed.' },
          ],
          ...{ better: ['CC6.2', 'CC7.5'], worse: ['CC6.1'] },
        },
      ],
    }),
    'gaps.add': (made) => {
      const id = `G-${String(gaps.length + 1)}`;
      gaps = [...gaps, { ...gap(id, made.requirement.id, made.severity, 'open', made.title), ...made, id }];
      push('gaps.changed', {});
      return { gapId: id };
    },
    'gaps.set': ({ gapId, progress = 0, severity = 'medium' }) => change(gapId, { progress, severity }),
    'gaps.move': ({ gapId, to }) => change(gapId, { state: to, acceptance: null }),
    'gaps.accept': ({ gapId, reason, until }) =>
      change(gapId, {
        state: 'accepted',
        acceptance: { reason, until, by: 'CN=Officer', signOffId: 'so-1' },
      }),
  };
}
