import { defaultMonitorSettings, type Acknowledgement } from '../../../src-shared/audit/monitor.ts';
import type { EventName } from '../../../src-shared/ipc/channels.ts';
import type { EventPayload, Handlers } from '../../../src-shared/ipc/contract.ts';
import { iso, type FakeState } from './fake-clinic.ts';

type Push = <E extends EventName>(event: E, payload: EventPayload<E>) => void;

/** The monitor and acknowledgements, on state in memory. */
export function monitorHandlers(
  state: FakeState,
  push: Push,
): Pick<
  Handlers,
  Extract<keyof Handlers, `monitor.${string}` | `checkpoints.${string}` | `findings.ack${string}`>
> {
  let settings = defaultMonitorSettings;
  const acknowledged = new Map<string, Acknowledgement[]>();
  const began = Date.now();
  const down = state.scenario === 'no-database';
  return {
    'monitor.status': () => {
      const { witnessed } = state.status.integrity;
      const width = Math.max(1, Math.ceil(witnessed / 100));
      return {
        state: !settings.enabled ? 'off' : down ? 'trouble' : 'waiting',
        problem: down ? 'The database server does not answer. Check host and port and the network.' : '',
        lastCycleAt: witnessed === 0 ? null : iso(began - 12_000),
        nextCycleAt: settings.enabled ? iso(Date.now() + 18_000) : null,
        periodMs: settings.periodMs,
        guaranteeMs: settings.guaranteeMs,
        sealEveryCycle: settings.sealEveryCycle,
        sweep: {
          from: 0,
          position: Math.floor(witnessed * 0.4),
          size: witnessed,
          startedAt: iso(began - 8 * 3_600_000),
        },
        coverage: Array.from({ length: Math.ceil(witnessed / width) }, (_, at) => ({
          from: at * width,
          to: Math.min(witnessed, (at + 1) * width),
          at: iso(began - (at < 40 ? 8 * 3_600_000 : 20 * 3_600_000)),
        })),
        sampled: witnessed === 0 ? 0 : 192_000,
        chanceSeen: witnessed === 0 ? 0 : 0.47,
        takingOver: null,
        unsignedSince: state.scenario === 'no-token' ? iso(began - 3_600_000) : null,
        alert: null,
      };
    },
    'checkpoints.waiting': () => ({ rows: [] }),
    'checkpoints.sign': () => ({ jobId: 'none' }),
    'monitor.set': (wanted) => {
      settings = wanted;
      push('monitor.changed', {});
      return {};
    },
    'findings.acknowledge': ({ runId, index, reason }) => {
      const key = `${runId}/${index}`;
      acknowledged.set(key, [
        ...(acknowledged.get(key) ?? []),
        { reason, by: 'Ruth Aldane', at: iso(Date.now()) },
      ]);
      return {};
    },
    'findings.acknowledgements': ({ runId, index }) => ({
      acknowledgements: acknowledged.get(`${runId}/${index}`) ?? [],
    }),
  };
}
