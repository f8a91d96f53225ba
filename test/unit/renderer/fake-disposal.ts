import type { EventName } from '../../../src-shared/ipc/channels.ts';
import type { EventPayload, Handlers } from '../../../src-shared/ipc/contract.ts';
import type { disposalContract, DisposalPlan, DisposalState } from '../../../src-shared/phi/disposal.ts';
import type { erasureContract } from '../../../src-shared/rights/erasure.ts';

type Push = <E extends EventName>(event: E, payload: EventPayload<E>) => void;

/** Retention and holds in memory; `start` begins a job. */
export function disposalHandlers(
  push: Push,
  start: (kind: 'dispose', title: string, resultId: string | null) => { jobId: string },
): Pick<Handlers, keyof typeof disposalContract | keyof typeof erasureContract> {
  let state: DisposalState = {
    installed: true,
    erasure: false,
    rules: [
      {
        rule: {
          schema: 'clinic',
          table: 'billing',
          kind: 'billing',
          months: 84,
          basis: 'Seven years: False Claims Act, 31 USC 3731(b), and tax law',
          dateColumn: 'paid_on',
          subjectColumn: 'patient_id',
          active: false,
        },
        origin: 'default',
        setAt: null,
        setBy: null,
      },
    ],
    holds: [],
    disposals: [],
  };
  const put = (next: Partial<DisposalState>): Record<string, never> => {
    state = { ...state, ...next };
    push('disposal.changed', {});
    return {};
  };
  const now = (): string => new Date().toISOString();
  const plan = (): DisposalPlan => ({
    at: now(),
    steps: [
      {
        ...{ schema: 'clinic', table: 'billing', cutoff: '2019-03-02T00:00:00Z' },
        ...{ rows: 1204, deletable: 1180, held: 24, referenced: 0, retained: 0 },
      },
    ],
  });
  return {
    'disposal.state': () => state,
    'disposal.set-rule': (rule) => put({ rules: [{ rule, origin: 'set', setAt: now(), setBy: 'officer' }] }),
    'disposal.place-hold': ({ table, patient, reason }) =>
      put({
        holds: [
          {
            id: state.holds.length + 1,
            table,
            patient,
            reason,
            placedAt: now(),
            placedBy: 'officer',
            lifted: null,
          },
          ...state.holds,
        ],
      }),
    'disposal.lift-hold': ({ id, reason }) =>
      put({
        holds: state.holds.map((hold) =>
          hold.id === id ? { ...hold, lifted: { at: now(), by: 'officer', reason } } : hold,
        ),
      }),
    'disposal.set-erasure': ({ on }) => put({ erasure: on }),
    'disposal.plan': plan,
    'rights.plan-erasure': plan,
    'rights.erase': ({ caseId }) => start('dispose', `Erasing what ${caseId} asks for`, null),
    'disposal.run': () => start('dispose', 'Deleting what need not be kept', null),
    'disposal.save-certificate': () => ({ saved: null }),
  };
}
