import type { GuardStatus } from '../../../src-shared/clinic/guard.ts';
import type { Handlers } from '../../../src-shared/ipc/contract.ts';
import type { FakeState } from './fake-clinic.ts';
import type { jobsIn } from './fake-jobs.ts';

type PackHandlers = Pick<Handlers, Extract<keyof Handlers, `guard.${string}`>>;

const NAMES = [
  '0001-roles',
  '0002-audit-log',
  '0003-seals',
  '0004-grants',
  '0005-adoption',
  '0006-prefix-cut',
  '0007-pack',
];

/** The guard pack on state in memory: complete, absent without a guard schema, and with differences where something was tampered with. */
export function guardHandlers(state: FakeState, jobs: ReturnType<typeof jobsIn>): PackHandlers {
  const absent = state.scenario === 'no-guard';
  const status: GuardStatus = {
    ...{
      state: absent ? 'absent' : 'current',
      serverVersion: '18.4',
      owner: absent ? null : 'attestry_owner',
    },
    files: NAMES.map((name, at) => ({
      ...{ number: at + 1, name: `${name}.sql`, state: absent ? 'missing' : 'installed' },
      ...{ installedAt: null, installedBy: null, application: null },
    })),
    attachments: absent ? [] : [{ kind: 'audit', relation: '16401', table: 'clinic.patients', whole: true }],
    drift:
      state.scenario === 'tampered'
        ? [
            {
              ...{
                object: 'trigger attestry_audit on clinic.patients',
                change: 'trigger-off',
                severity: 'serious',
              },
              sentence: 'The trigger attestry_audit on clinic.patients is switched off.',
              ...{ expected: 'on', found: 'switched off' },
            },
          ]
        : [],
    unclear: null,
  };
  return {
    'guard.status': () => status,
    'guard.plan': ({ direction }) => ({
      direction: absent ? 'install' : direction === 'install' ? 'nothing' : 'roll-back',
      steps: NAMES.map((name) => ({
        file: `${name}.sql`,
        words: 'As attestry_owner, in one transaction: a part of the pack.',
      })),
      missing: [],
      loss:
        direction === 'install'
          ? null
          : {
              entries: 10_000,
              sealed: 9_993,
              certificates: 0,
              attachments: ['clinic.patients (audit)'],
              needsWords: true,
            },
    }),
    'guard.install': () => jobs.start('guard', 'Installing the guard pack', 7, 'files', 1, () => null),
    'guard.roll-back': () => jobs.start('guard', 'Taking the guard pack away', 7, 'files', 1, () => null),
  };
}
