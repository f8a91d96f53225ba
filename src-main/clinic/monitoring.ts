import type {
  AccessFilter,
  AccessRow,
  Capacity,
  ControlStanding,
  Dashboard,
} from '../../src-shared/clinic/monitoring.ts';
import type { ActivityLog } from '../audit/index.ts';
import { BYTE_ORDER_MARK, csvLine } from '../base/csv.ts';
import type { ClinicConnection } from './ports.ts';

/** A report of access in part, with its totals. */
export type AccessReport = {
  readonly rows: readonly AccessRow[];
  readonly total: number;
  readonly people: number;
  readonly patients: number;
};

/** So many rows are shown, and written into a file at most. */
export const ACCESS_ROWS = { shown: 500, written: 1_000_000 } as const;

/** Implemented in guard/monitoring.ts. */
export interface MonitoringDatabase {
  /** @throws Fault `database-not-guarded` where the pack has no monitoring, `database-…` */
  access(connection: ClinicConnection, filter: AccessFilter, limit: number): Promise<AccessReport>;
  capacity(connection: ClinicConnection): Promise<Capacity>;
  controls(connection: ClinicConnection): Promise<readonly ControlStanding[]>;
  dashboard(connection: ClinicConnection): Promise<Dashboard>;
}

/** The clinic's database watched: access to patient data, capacity, and how the controls stand. */
export interface Monitoring {
  /** @throws Fault `profile-missing`, `database-…` */
  access(filter: AccessFilter): Promise<AccessReport>;
  /** The report as CSV (RFC 4180, UTF-8, safe in spreadsheets), recorded in the activity log. @throws Fault `database-…` */
  accessFile(filter: AccessFilter): Promise<string>;
  capacity(): Promise<Capacity>;
  controls(): Promise<readonly ControlStanding[]>;
  dashboard(): Promise<Dashboard>;
}

const HEADINGS = [
  ...['Day (UTC)', 'Person', 'Role', 'Patient (pseudonym)', 'Looked at', 'Changed', 'Exported or printed'],
  ...['Refused', 'First (UTC)', 'Last (UTC)'],
];

/** The rows of a report as CSV. */
export const accessCsv = (rows: readonly AccessRow[]): string =>
  [
    BYTE_ORDER_MARK,
    csvLine(HEADINGS),
    ...rows.map((row) =>
      csvLine([
        ...[row.day, row.actor, row.role, row.patient, row.reads, row.changes, row.exports, row.refused],
        ...[row.firstAt, row.lastAt],
      ]),
    ),
  ].join('');

/** See {@link Monitoring}. */
export const monitoring = (parts: {
  readonly database: MonitoringDatabase;
  readonly connection: () => Promise<ClinicConnection>;
  readonly activity: Pick<ActivityLog, 'around'>;
}): Monitoring => ({
  access: async (filter) => parts.database.access(await parts.connection(), filter, ACCESS_ROWS.shown),
  accessFile: (filter) =>
    parts.activity.around(
      {
        operation: 'export.access-report',
        objectType: 'log',
        objectId: 'clinic',
        purpose: `from ${filter.from ?? 'the beginning'} to ${filter.to ?? 'today'}${filter.actor === null ? '' : ', one person'}${filter.patient === null ? '' : ', one patient'}`,
      },
      async () =>
        accessCsv((await parts.database.access(await parts.connection(), filter, ACCESS_ROWS.written)).rows),
    ),
  capacity: async () => parts.database.capacity(await parts.connection()),
  controls: async () => parts.database.controls(await parts.connection()),
  dashboard: async () => parts.database.dashboard(await parts.connection()),
});
