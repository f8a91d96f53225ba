import type { EventName } from '../../../src-shared/ipc/channels.ts';
import type { EventPayload, Handlers } from '../../../src-shared/ipc/contract.ts';
import type { accessContract, AccessMatrix, AccessStanding } from '../../../src-shared/phi/access.ts';

type Push = <E extends EventName>(event: E, payload: EventPayload<E>) => void;

const ROLES = [
  'public',
  'backup',
  'clinic_app',
  'reporting_of_the_department_of_internal_medicine_and_cardiology',
  'research',
  ...[
    'attestry_clinician',
    'attestry_billing',
    'attestry_front_desk',
    'attestry_compliance',
    'attestry_researcher',
  ],
];
const TABLES: Readonly<Record<string, readonly string[]>> = {
  patients: ['name', 'birth_date', 'ssn', 'address', 'phone', 'email'],
  encounters: ['reason', 'admitted_at', 'discharged_at', 'ward'],
  notes: ['body', 'author_id'],
  results: ['code', 'value', 'unit', 'observed_at'],
  billing: ['policy_number', 'diagnosis_code', 'amount'],
};

function matrixOf(): AccessMatrix {
  const fields = Object.entries(TABLES).flatMap(([table, columns]) =>
    columns.map((column) => ({
      ...{ schema: 'clinic', table, column, decided: table !== 'billing', encrypted: column === 'ssn' },
      classification: table === 'patients' ? ('identifier' as const) : ('health' as const),
    })),
  );
  const cells = fields.flatMap(({ column }, field) =>
    ROLES.flatMap((name, role) =>
      (role * 7 + field * 3) % 5 < 2 && name !== 'public'
        ? [
            {
              ...{ role, field, through: name.startsWith('attestry') ? 'attestry_clinician.patients' : null },
              shows: column === 'ssn' ? ('partial' as const) : ('clear' as const),
              rows: role % 3 === 0 ? ('some' as const) : ('every' as const),
              way: name.startsWith('attestry') ? ('view' as const) : ('table-grant' as const),
            },
          ]
        : [],
    ),
  );
  return {
    ...{
      at: new Date().toISOString(),
      server: 'db1.example:5432',
      database: 'clinic',
      definerFunctions: 2,
      fields,
      cells,
    },
    roles: ROLES.map((role, at) => ({
      ...{ role, superuser: false, sha256: 'ab'.repeat(32) },
      kind: role === 'public' ? 'public' : role.startsWith('attestry') ? 'group' : 'login',
      fields: cells.filter((cell) => cell.role === at).length,
    })),
  };
}

/** The access matrix in memory. */
export function accessHandlers(push: Push): Pick<Handlers, keyof typeof accessContract> {
  let standing: AccessStanding = {
    matrix: matrixOf(),
    intended: {
      ...{ since: '2026-10-01T08:00:00.000Z', by: 'CN=Officer', cells: 60 },
      reason: 'As agreed with the heads of the departments.',
    },
    differences: [
      {
        ...{
          kind: 'more',
          role: 'research',
          schema: 'clinic',
          table: 'notes',
          column: 'body',
          intended: null,
        },
        now: { shows: 'clear', rows: 'every', way: 'view', through: 'lab.export' },
      },
      {
        ...{ kind: 'less', role: 'attestry_billing', schema: 'clinic', table: 'billing', column: 'amount' },
        intended: { shows: 'clear', rows: 'every' },
        now: null,
      },
    ],
    reviews: [
      {
        ...{ role: 'clinic_app', at: '2026-10-02T08:00:00.000Z', by: 'CN=Officer', decision: 'necessary' },
        ...{
          note: 'The application needs every field.',
          sha256: 'ab'.repeat(32),
          signOffId: 'so-1',
          changed: true,
        },
      },
    ],
  };
  const put = (next: Partial<AccessStanding>): Record<string, never> => {
    standing = { ...standing, ...next };
    push('access-matrix.changed', {});
    return {};
  };
  return {
    'access-matrix.get': () => standing,
    'access-matrix.adopt': ({ reason }) =>
      put({
        differences: [],
        intended: {
          ...{ since: new Date().toISOString(), by: 'CN=Officer', reason },
          cells: standing.matrix.cells.length,
        },
      }),
    'access-matrix.intend': ({ cells }) =>
      put({
        differences: standing.differences.filter(
          (one) => !cells.some((cell) => cell.role === one.role && cell.column === one.column),
        ),
      }),
    'access-matrix.review': ({ role, decision, note, sha256 }) =>
      put({
        reviews: [
          ...standing.reviews.filter((review) => review.role !== role),
          {
            ...{ role, decision, note, sha256, at: new Date().toISOString(), by: 'CN=Officer' },
            ...{ signOffId: 'so-2', changed: false },
          },
        ],
      }),
  };
}
