import { CONTROLS } from '../../../src-shared/clinic/monitoring.ts';
import type { Handlers } from '../../../src-shared/ipc/contract.ts';
import { type FakeState, iso, LONG_NAME } from './fake-clinic.ts';

const DAY = 86_400_000;
const day = (ago: number): string => iso(Date.now() - ago * DAY).slice(0, 10);
const STATES = ['met', 'not-met', 'could-not-tell'] as const;

/** Monitoring and FHIR files, on state in memory. */
export function monitoringHandlers(
  state: FakeState,
): Pick<Handlers, Extract<keyof Handlers, `monitoring.${string}` | 'fhir.check-file'>> {
  const empty = state.scenario === 'nothing-yet';
  return {
    'monitoring.access': () => {
      const rows = Array.from({ length: empty ? 0 : 40 }, (_, at) => ({
        ...{ day: day(Math.floor(at / 8)), role: 'nurse', patient: `P-${String(at).padStart(12, '0')}` },
        actor: state.scenario === 'long-names' ? LONG_NAME : `user-${String(at % 7)}`,
        ...{ reads: 3 + at, changes: at % 3, exports: at % 11 === 0 ? 1 : 0, refused: 0 },
        ...{ firstAt: iso(Date.now() - DAY), lastAt: iso(Date.now() - 1000 * at) },
      }));
      return { rows, total: rows.length, people: 7, patients: rows.length };
    },
    'monitoring.save-access': () => ({ saved: { handle: 'file-1', name: 'patient-data-access.csv' } }),
    'monitoring.capacity': () => ({
      ...{
        databaseBytes: 4.2e9,
        logBytes: 1.1e9,
        measures: empty ? 0 : 420,
        since: iso(Date.now() - 60 * DAY),
      },
      growth: empty ? null : { bytesPerDay: 11e6, by: 'measured' },
      sizes: Array.from({ length: empty ? 0 : 60 }, (_, at) => ({
        ...{ day: day(59 - at), databaseBytes: 3.5e9 + at * 11e6, logBytes: 8e8 + at * 5e6 },
      })),
      entries: Array.from({ length: empty ? 0 : 60 }, (_, at) => ({
        day: day(59 - at),
        entries: 900 + ((at * 37) % 400),
      })),
      tables: [{ schema: 'clinic', table: 'observations', bytes: 1.9e9, rows: 4_100_000 }],
      statements: { state: 'absent', rows: [] },
    }),
    'monitoring.dashboard': () => ({
      severities: (['CRITICAL', 'HIGH', 'MEDIUM', 'LOW'] as const).map((severity, at) => ({
        ...{
          severity,
          events: 3 + 7 * at,
          waiting: 2 - Math.min(at, 2),
          overdue: at === 0 ? 1 : 0,
          lastDay: at,
        },
        oldestWaiting: at < 2 ? iso(Date.now() - 40 * 60_000) : null,
      })),
      connections: [],
      retention: [],
    }),
    'monitoring.controls': () => ({
      rows: CONTROLS.map((control, at) => ({
        control,
        state: STATES[at % 3] ?? 'met',
        facts: [
          ['patientTables', 12],
          ['notAudited', at % 3],
        ],
      })),
    }),
    'fhir.check-file': () => ({
      checked: {
        name: 'bundle.json',
        verdict: {
          ...{ valid: false, kind: 'Bundle', resources: 3, bytes: 48_120, found: 1 },
          issues: [
            { rule: 'format', where: 'Bundle.entry[0].resource.birthDate', text: 'This is not a date.' },
          ],
        },
      },
    }),
  };
}
