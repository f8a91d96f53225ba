import type { EventName } from '../../../src-shared/ipc/channels.ts';
import type { EventPayload, Handlers } from '../../../src-shared/ipc/contract.ts';
import type { riskContract, RiskCase, RiskEntry } from '../../../src-shared/risk/contract.ts';
import { defaultRiskTuning } from '../../../src-shared/risk/tuning.ts';
import { type FakeState, iso, LONG_NAME } from './fake-clinic.ts';

type Push = <E extends EventName>(event: E, payload: EventPayload<E>) => void;

const HOUR = 3_600_000;
const entry = (entryId: number, hours: number, more: Partial<RiskEntry>): RiskEntry => ({
  ...{ entryId, at: iso(Date.now() - hours * HOUR), actor: 'u4012', job: 'nurse', patient: 'P-0123456789ab' },
  ...{ event: 'phi.read', score: 0.2, factors: ['phi-resource'], patterns: [], caseId: null },
  ...more,
});
const caseOf = (caseId: number, more: Partial<RiskCase>): RiskCase => ({
  ...{
    caseId,
    actor: 'u4012',
    job: 'nurse',
    firstAt: iso(Date.now() - 9 * HOUR),
    lastAt: iso(Date.now() - HOUR),
  },
  ...{
    firstEntry: 8120,
    entries: 6,
    patients: 4,
    score: 0.2,
    patterns: [{ pattern: 'co-worker', entries: 5 }],
  },
  ...{ state: 'new', reason: null, decidedBy: null, decidedAt: null },
  ...more,
});

/** Risks of accesses, in memory. */
export function riskHandlers(state: FakeState, push: Push): Pick<Handlers, keyof typeof riskContract> {
  let cases: RiskCase[] =
    state.scenario === 'nothing-yet'
      ? []
      : [
          caseOf(7, { score: 1, patterns: [], entries: 3, patients: 1 }),
          caseOf(9, { actor: state.scenario === 'long-names' ? LONG_NAME : 'u4030' }),
          caseOf(4, {
            ...{ state: 'explained', reason: 'Covering for a colleague.', decidedBy: 'CN=Officer' },
            decidedAt: iso(Date.now() - 2 * HOUR),
          }),
        ];
  const entries = [
    entry(8120, 9, { patterns: ['co-worker'], caseId: 9 }),
    entry(8121, 8, {}),
    entry(8130, 1, { score: 1, factors: ['failed-access', 'ip-anomaly', 'multiple-failures'], caseId: 7 }),
  ];
  let tuning = defaultRiskTuning;
  return {
    'risk.status': () => ({
      ...{ state: 'watching', problem: '', scored: 10_000, waiting: cases.length, alerts: 1 },
      map: { name: 'Sample clinic', origin: 'shipped', problem: '' },
    }),
    'risk.cases': ({ filter, offset, limit }) => {
      const fitting = cases.filter(
        (one) =>
          (filter.state === null || one.state === filter.state) &&
          (filter.min === null || one.score >= filter.min) &&
          one.actor.includes(filter.actor),
      );
      return { total: fitting.length, rows: fitting.slice(offset, offset + limit) };
    },
    'risk.case': ({ caseId }) => ({
      case: cases.find((one) => one.caseId === caseId) ?? caseOf(caseId, {}),
      entries: entries.map((one) => ({
        entry: one,
        findings: [{ factor: 'phi-resource', met: true, fact: 'It concerns a patient’s data.' }],
        hits: one.patterns.map((pattern) => ({
          ...{ pattern, version: 1, fact: 'The patient works here.', suppressedBy: null },
        })),
      })),
      steps: [],
    }),
    'risk.decide': ({ cases: chosen, state: to, reason }) => {
      cases = cases.map((one) => (chosen.includes(one.caseId) ? { ...one, state: to, reason } : one));
      push('risk.changed', {});
      return {};
    },
    'risk.story': ({ of }) => ({ of, total: entries.length, rows: entries }),
    'risk.tuning': () => ({ tuning, history: [] }),
    'risk.tune': ({ change }) => {
      if (change.kind === 'pattern')
        tuning = { ...tuning, patterns: { ...tuning.patterns, [change.pattern]: change.to } };
      push('risk.changed', {});
      return {};
    },
    'risk.choose-map': () => ({ chosen: null }),
  };
}
