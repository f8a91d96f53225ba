import type { Handlers } from '../../../src-shared/ipc/contract.ts';
import type { classificationContract, DataMap, MappedField } from '../../../src-shared/phi/classification.ts';

const field = (
  table: string,
  column: string,
  proposal: Pick<NonNullable<MappedField['proposal']>, 'classification' | 'kind' | 'confidence' | 'reason'>,
): MappedField => ({
  ...{ schema: 'clinic', table, column, type: 'text', decision: null, drift: null, was: null },
  proposal: { ...proposal, tags: [], encrypt: proposal.kind === 'Social security number', audit: true },
});

/** The data map of two tables, in memory. */
export function dataMapHandlers(
  start: (kind: 'classify', title: string, resultId: string | null) => { jobId: string },
  changed: () => void,
): Pick<Handlers, keyof typeof classificationContract> {
  let columns: MappedField[] = [
    field('patients', 'ssn', {
      classification: 'identifier',
      kind: 'Social security number',
      confidence: 0.96,
      reason: 'The name says so; 100 % of 400 values look like it.',
    }),
    field('departments', 'name', {
      classification: 'none',
      kind: 'Nothing personal found',
      confidence: 0.5,
      reason: 'Nothing points to a person.',
    }),
  ];
  const map = (): DataMap => ({
    at: '2026-03-02T09:14:00Z',
    problem: null,
    scannedAt: '2026-03-02T09:10:00Z',
    sampled: true,
    columns,
  });
  return {
    'classification.map': () => map(),
    'classification.scan': () => start('classify', 'Looking at the columns', null),
    'classification.decide': (wanted) => {
      columns = columns.map((one) => {
        const meant = wanted.columns.some((ref) => ref.table === one.table && ref.column === one.column);
        if (!meant || one.proposal === null) return one;
        const { classification, tags, encrypt, audit, reason } = one.proposal;
        return {
          ...one,
          decision: {
            ...{ tags, encrypt, audit, by: 'CN=Dana Weiss', at: '2026-03-02T09:20:00Z' },
            classification: wanted.verdict === 'choose' ? wanted.classification : classification,
            verdict: wanted.verdict === 'accept' ? ('accepted' as const) : ('chosen' as const),
            reason: wanted.verdict === 'accept' ? reason : wanted.reason,
          },
        };
      });
      changed();
      return { decided: wanted.columns.length };
    },
    'classification.readers': () => ({
      columns: ['ssn'],
      readers: [
        {
          role: 'clinic_app',
          login: true,
          everyRow: false,
          fields: [{ column: 'ssn', way: 'table-grant', through: null }],
        },
      ],
      rowSecurity: false,
      definerFunctions: 0,
    }),
  };
}
