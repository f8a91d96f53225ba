import type { Dashboard } from '../../../src-shared/clinic/monitoring.ts';
import type { ClinicConnection } from '../ports.ts';
import { withConnection } from '../postgres/connect.ts';

const iso = (column: string): string =>
  `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;

/** Three views of the pack in one answer; see resources/guard/0063-monitoring.sql. */
export const postgresDashboard = (connection: ClinicConnection): Promise<Dashboard> =>
  withConnection(connection, async (client) => {
    const severities = await client.query<Dashboard['severities'][number]>(
      `select severity, events::float8 as events, waiting::float8 as waiting, overdue::float8 as overdue, last_day::float8 as "lastDay",
              ${iso('oldest_waiting')} as "oldestWaiting" from guard.security_dashboard
        order by array_position(array['CRITICAL', 'HIGH', 'MEDIUM', 'LOW'], severity)`,
    );
    const connections = await client.query<Dashboard['connections'][number]>(
      `select id as "connectionId", ${iso('last_exchange')} as "lastExchange", exchanges_last_day::float8 as exchanges,
              failures_last_day::float8 as failures from guard.fhir_health order by id limit 1000`,
    );
    const retention = await client.query<Dashboard['retention'][number]>(
      `select schema_name as schema, table_name as "table", holds::float8 as holds, deleted::float8 as deleted
         from guard.retention_status order by 1, 2 limit 10000`,
    );
    return { severities: severities.rows, connections: connections.rows, retention: retention.rows };
  });
