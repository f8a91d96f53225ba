import type { AccessRow, Capacity, ControlStanding } from '../../../src-shared/clinic/monitoring.ts';
import { withConnection } from '../postgres/connect.ts';
import type { MonitoringDatabase } from '../monitoring.ts';
import { postgresDashboard } from './dashboard.ts';

const iso = (column: string): string =>
  `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;
const DAYS = { entries: 60, sizes: 400 } as const;

type StatementRow = { state: string; text: string | null; calls: number; meanMs: number; totalMs: number };

/** Monitoring in the database; see resources/guard/0063-monitoring.sql. */
export const postgresMonitoring: MonitoringDatabase = {
  access: (connection, { from, to, actor, patient }, limit) =>
    withConnection(connection, async (client) => {
      const { rows } = await client.query<AccessRow & { total: number; people: number; patients: number }>(
        `with chosen as materialized (
           select * from guard.phi_access a
            where ($1::date is null or a.day >= $1::date) and ($2::date is null or a.day <= $2::date)
              and ($3::text is null or a.actor = $3) and ($4::text is null or a.patient = $4)),
         figures as (select count(*)::float8 as total, count(distinct c.actor)::float8 as people,
                            count(distinct c.patient)::float8 as patients from chosen c)
         select c.day::text as day, left(c.actor, 500) as actor, left(c.actor_role, 200) as role, c.patient,
                c.reads::float8 as reads, c.changes::float8 as changes, c.exports::float8 as exports,
                c.refused::float8 as refused, ${iso('c.first_at')} as "firstAt", ${iso('c.last_at')} as "lastAt", f.*
           from chosen c cross join figures f order by c.day desc, c.actor, c.patient limit $5`,
        [from, to, actor, patient, limit],
      );
      const { total = 0, people = 0, patients = 0 } = rows[0] ?? {};
      return {
        rows: rows.map(
          ({ day, actor: who, role, patient: whose, reads, changes, exports, refused, firstAt, lastAt }) => ({
            ...{ day, actor: who, role, patient: whose, reads, changes, exports, refused, firstAt, lastAt },
          }),
        ),
        total,
        people,
        patients,
      };
    }),
  capacity: (connection) =>
    withConnection(connection, async (client) => {
      const ask = async <T extends object>(sql: string): Promise<T[]> => (await client.query<T>(sql)).rows;
      const [size] = await ask<{
        databaseBytes: number;
        logBytes: number;
        measures: number;
        since: string | null;
        slope: number | null;
      }>(
        `select database_bytes::float8 as "databaseBytes", log_bytes::float8 as "logBytes", measures::float8 as measures,
                ${iso('since')} as since, bytes_per_day as slope from guard.capacity`,
      );
      const { databaseBytes = 0, logBytes = 0, measures = 0, since = null, slope = null } = size ?? {};
      const entries = await ask<Capacity['entries'][number]>(
        `select * from (select day::text as day, entries::float8 as entries from guard.entries_a_day order by day desc limit ${DAYS.entries}) d order by day`,
      );
      const sizes = await ask<Capacity['sizes'][number]>(
        `select * from (select day::text as day, database_bytes::float8 as "databaseBytes", log_bytes::float8 as "logBytes"
                          from guard.growth order by day desc limit ${DAYS.sizes}) d order by day`,
      );
      const tables = await ask<Capacity['tables'][number]>(
        `select schema_name as schema, table_name as "table", bytes::float8 as bytes, row_estimate::float8 as rows from guard.largest_tables`,
      );
      const statements = await ask<StatementRow>(
        `select state, statement as text, calls::float8 as calls, mean_ms as "meanMs", total_ms as "totalMs" from guard.slow_queries`,
      );
      const [all] = await ask<{ entries: number }>('select count(*)::float8 as entries from guard.audit_log');
      return {
        ...{ databaseBytes, logBytes, measures, since, sizes, entries, tables },
        growth:
          slope === null
            ? estimated(entries, logBytes / Math.max(1, all?.entries ?? 0))
            : { bytesPerDay: slope, by: 'measured' },
        statements: {
          state: stateOf(statements[0]?.state),
          rows: statements.flatMap(({ text, calls, meanMs, totalMs }) =>
            text === null ? [] : [{ text, calls, meanMs, totalMs }],
          ),
        },
      };
    }),
  dashboard: postgresDashboard,
  controls: (connection) =>
    withConnection(connection, async (client) => {
      const { rows } = await client.query<{
        control: ControlStanding['control'];
        state: ControlStanding['state'];
        facts: Record<string, string | number | boolean | null>;
      }>('select control, state, facts from guard.compliance_status');
      return rows.map(({ control, state, facts }) => ({ control, state, facts: Object.entries(facts) }));
    }),
};

// Without a measure of its own nothing is said of an empty extension either.
const stateOf = (state: string | undefined): Capacity['statements']['state'] =>
  state === 'absent' || state === 'not-loaded' ? state : 'measured';

/** What the log alone will grow by, when the newest 30 days go on. */
function estimated(
  entries: Capacity['entries'],
  bytesEach: number,
): { readonly bytesPerDay: number; readonly by: 'estimated' } | null {
  const newest = entries.slice(-30);
  const [first, last] = [newest[0], newest.at(-1)];
  if (first === undefined || last === undefined) return null;
  const days = (Date.parse(last.day) - Date.parse(first.day)) / 86_400_000 + 1;
  const sum = newest.reduce((before, { entries: now }) => before + now, 0);
  return { bytesPerDay: (sum / days) * bytesEach, by: 'estimated' };
}
