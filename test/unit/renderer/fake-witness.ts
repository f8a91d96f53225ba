import type { EventName } from '../../../src-shared/ipc/channels.ts';
import type { EventPayload, Handlers } from '../../../src-shared/ipc/contract.ts';
import { hashOf, iso, type FakeState } from './fake-clinic.ts';
import type { jobsIn } from './fake-jobs.ts';

type Push = <E extends EventName>(event: E, payload: EventPayload<E>) => void;

/** Retention, own copy and colleagues, on state in memory. */
export function witnessHandlers(
  state: FakeState,
  push: Push,
  jobs: ReturnType<typeof jobsIn>,
): Pick<Handlers, Extract<keyof Handlers, `retention.${string}` | `witness.${string}`>> {
  const ended = () => {
    push('witness.changed', {});
    return null;
  };
  return {
    'retention.plan': () => ({
      plan: {
        size: 2000,
        from: 0,
        entries: 2000,
        kept: 8000,
        period: { from: '2026-01-01T08:00:01.000001Z', to: '2026-01-01T08:33:20.002000Z' },
        block: 3,
        root: hashOf(7),
      },
    }),
    'retention.sign': () => jobs.start('cut', 'Signing the certificate', 100, 'entries', 10, ended),
    'retention.list': () => ({ cuts: [] }),
    'retention.save': () => ({ saved: { handle: 'sql-1', name: 'remove-first-2000-entries.sql' } }),
    'retention.verify': () => ({ check: null }),
    'witness.state': () => ({
      entries: state.status.integrity.witnessed,
      checked: null,
      rebuilds: [],
      comparisons: [
        {
          at: iso(Date.now()),
          outcome: 'agrees',
          size: 9000,
          root: hashOf(9),
          signedAt: iso(Date.now()),
          signer: 'CN=Second Officer',
          certificate: hashOf(11),
        },
      ],
    }),
    'witness.check': () => jobs.start('witness', 'Checking this machine’s copy', 100, 'entries', 10, ended),
    'witness.rebuild': () => jobs.start('witness', 'Reading a new copy', 100, 'entries', 10, ended),
    'witness.startingPoint': () => ({ point: null }),
    'witness.begin': () => jobs.start('witness', 'Reading what follows', 100, 'entries', 10, ended),
    'witness.compare': () => ({ imported: null }),
  };
}
