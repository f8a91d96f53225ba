import type { AuditedTableView } from '../../../src-shared/clinic/audit-triggers.ts';
import type { EventName } from '../../../src-shared/ipc/channels.ts';
import type { EventPayload, Handlers } from '../../../src-shared/ipc/contract.ts';
import { type FakeState, iso } from './fake-clinic.ts';

type Push = <E extends EventName>(event: E, payload: EventPayload<E>) => void;
type TriggerHandlers = Pick<Handlers, Extract<keyof Handlers, `audit-triggers.${string}`>>;

const table = (name: string, more: Partial<AuditedTableView> = {}): AuditedTableView => ({
  ...{
    schema: 'clinic',
    table: name,
    patientData: 'likely',
    state: 'on',
    key: ['id'],
    patient: 'patient_id',
  },
  ...{ lastAt: iso(Date.now() - 90_000), perDay: 132.5 },
  ...more,
});

/** The clinic's tables and their triggers, on state in memory. */
export function auditTriggersHandlers(state: FakeState, push: Push): TriggerHandlers {
  let schemaChanges: 'on' | 'off' = 'off';
  let tables: AuditedTableView[] = [
    table('allergies'),
    table('documents', { state: 'disabled', perDay: 4 }),
    table('notes', { state: 'off', lastAt: null, perDay: 0 }),
    table('patients', { patientData: 'classified', patient: 'id' }),
    table('departments', { patientData: 'none', state: 'off', patient: null, lastAt: null, perDay: 0 }),
  ];
  if (state.scenario === 'long-names')
    tables.push(
      table('a_table_whose_name_is_as_long_as_postgresql_lets_a_name_be_63by', {
        schema: 'a_schema_whose_name_is_as_long_as_postgresql_lets_a_name_be_63b',
        state: 'changed',
      }),
    );
  if (state.scenario === 'nothing-yet') tables = [];
  const set = (names: readonly { schema: string; table: string }[], to: 'on' | 'off'): void => {
    tables = tables.map((one) =>
      names.some((name) => name.schema === one.schema && name.table === one.table)
        ? { ...one, state: to }
        : one,
    );
    push('audit-triggers.changed', {});
  };
  return {
    'audit-triggers.list': () => ({
      tables,
      schemaChanges,
      pgaudit: { loaded: false, log: null },
      month: '2026-11',
      unexplainedChanges: state.scenario === 'tampered' ? 3 : 0,
    }),
    'audit-triggers.gaps': () => ({
      gaps:
        state.scenario === 'nothing-yet'
          ? []
          : [
              {
                first: 9_120,
                numbers: 2,
                cause: 'rolled-back',
                before: iso(Date.now() - 7_200_000),
                after: null,
              },
              ...(state.scenario === 'tampered'
                ? [{ first: 8_001, numbers: 1, cause: 'unexplained' as const, before: null, after: null }]
                : []),
            ],
    }),
    'audit-triggers.attach': ({ tables: names }) => {
      set(names, 'on');
      return { outcomes: names.map((name) => ({ ...name, done: true, problem: '' })) };
    },
    'audit-triggers.detach': ({ table: name }) => {
      set([name], 'off');
      return { outcomes: [{ ...name, done: true, problem: '' }] };
    },
    'audit-triggers.watch-schema': ({ on }) => {
      schemaChanges = on ? 'on' : 'off';
      push('audit-triggers.changed', {});
      return {};
    },
  };
}
