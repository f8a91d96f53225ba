import type { Handlers } from '../../../src-shared/ipc/contract.ts';
import type { tablesContract } from '../../../src-shared/audit/tables.ts';
import type { TableInfo } from '../../../src-shared/audit/tables.ts';
import { hashOf } from './fake-clinic.ts';

const mapping = {
  schema: 'audit',
  table: 'record_version',
  key: ['id'],
  time: 'ts',
  content: [
    'record_id',
    'old_record_id',
    'op',
    'table_oid',
    'table_schema',
    'table_name',
    'record',
    'old_record',
  ],
  order: 'key',
  settleSeconds: 60,
} as const;
const watched: TableInfo = {
  sourceId: 'record-version',
  mapping: { ...mapping, key: [...mapping.key], content: [...mapping.content] },
  columns: [{ name: 'id', role: 'key', type: 'bigint' }],
  database: 'hospital',
  mappedAt: '2026-03-01T08:00:00Z',
  taken: 48_211,
  lastTakeOver: '2026-03-02T09:14:00Z',
  settled: '48190',
  checkpoint: { size: 48_211, signedAt: '2026-03-02T09:14:01Z' },
  lastRun: null,
  problem: null,
  drawn: { rows: 3200, chanceSeen: 0.064 },
};

/** Mapped tables, in memory; `start` begins a job. */
export function tablesHandlers(
  start: (kind: 'take-over' | 'verify', title: string, resultId: string | null) => { jobId: string },
): Pick<Handlers, keyof typeof tablesContract> {
  let tables: TableInfo[] = [watched];
  return {
    'tables.list': () => ({ tables }),
    'tables.candidates': () => ({
      candidates: [
        { schema: 'audit', table: 'record_version', kind: 'table', readable: true, rows: 48_211 },
        { schema: 'public', table: 'postgres_log', kind: 'table', readable: true, rows: 912_003 },
        { schema: 'public', table: 'hfj_res_ver', kind: 'partitioned', readable: false, rows: null },
      ],
    }),
    'tables.inspect': ({ schema, table }) => ({
      columns: [
        { name: 'id', type: 'bigint', nullable: false, kind: 'integer' },
        { name: 'ts', type: 'timestamp with time zone', nullable: false, kind: 'time' },
        { name: 'record', type: 'jsonb', nullable: true, kind: 'other' },
      ],
      proposal: { ...watched.mapping, schema, table, content: ['record'] },
      why: 'The key is the primary key.',
    }),
    'tables.check': () => ({ ready: true, checks: [] }),
    'tables.map': (wanted) => {
      const sourceId = `${wanted.table.replaceAll(/[^A-Za-z0-9_-]/g, '')}-1`;
      tables = [
        ...tables,
        { ...watched, sourceId, mapping: wanted, taken: 0, lastTakeOver: null, checkpoint: null },
      ];
      return { sourceId };
    },
    'tables.settle': () => ({}),
    'tables.row': ({ position }) => ({
      position,
      taken: { key: String(position + 1), time: '2026-01-01T08:00:01.000001Z' },
      takenAt: '2026-01-02T08:00:01.000Z',
      leaf: hashOf(3),
      now: [{ row: { key: String(position + 1), time: '2026-01-01T08:00:01.000001Z' }, leaf: hashOf(4) }],
      result: 'tampered',
      detail: 'What stands under this key now is not what was taken over.',
      checkpoint: null,
      proof: null,
    }),
    'tables.forget': ({ sourceId }) => {
      tables = tables.filter((one) => one.sourceId !== sourceId);
      return {};
    },
    'tables.watch': () => start('take-over', 'Taking over a table', null),
    'tables.verify': () => start('verify', 'Verifying a table', 'run-2'),
  };
}
