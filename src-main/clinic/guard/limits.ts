import type { FhirConnection, RateStanding } from '../../../src-shared/clinic/limits.ts';
import { type LimitsDatabase, unknownConnection } from '../limits.ts';
import type { ClinicConnection } from '../ports.ts';
import { withConnection } from '../postgres/connect.ts';

const instant = (column: string): string =>
  `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;

/** Limits and connections in the clinic's PostgreSQL. */
export const postgresLimits: LimitsDatabase = {
  standing: (connection) =>
    withConnection(connection, async (client) => {
      const there = await client.query<{ there: boolean }>(
        "select to_regclass('guard.rate_limit') is not null and to_regclass('guard.fhir_connection') is not null as there",
      );
      if (there.rows[0]?.there !== true) return { installed: false, limits: [], connections: [] };
      // What has run out is marked where that can be written; a standby shows it as its primary server has it.
      await client.query(
        "select guard.expire_fhir_connections() where not current_setting('transaction_read_only')::boolean",
      );
      const limits = await client.query<
        Record<'subjects' | 'busiest' | 'refused', string> &
          Pick<RateStanding, 'kind' | 'most' | 'seconds' | 'refusedAt'>
      >(
        `select l.kind, l.most, l.seconds, count(*) filter (where u.recent > 0)::text as subjects, coalesce(max(u.recent), 0)::text as busiest,
                coalesce(sum(u.refused), 0)::text as refused, ${instant('max(u.refused_at)')} as "refusedAt"
           from guard.rate_limit l
           left join lateral (select x.refused, x.refused_at, (select count(*) from unnest(x.uses) t where t > now() - make_interval(secs => l.seconds)) as recent
                                from guard.rate_use x where x.kind = l.kind) u on true
          group by l.kind, l.most, l.seconds order by l.kind`,
      );
      const connections = await client.query<FhirConnection>(
        `select c.id as "connectionId", c.name, c.base_url as "baseUrl", c.client_id as "clientId", c.scopes, c.state,
                ${instant('c.expires_at')} as "expiresAt", ${instant('c.created_at')} as "createdAt",
                (select coalesce(jsonb_agg(jsonb_build_object('what', e.what, 'at', ${instant('e.at')}, 'by', e.by, 'reason', e.reason) order by e.id desc), '[]')
                   from (select * from guard.fhir_connection_event v where v.connection = c.id order by v.id desc limit 100) e) as events
           from guard.fhir_connection c order by c.state, c.name limit 1000`,
      );
      return {
        installed: true,
        limits: limits.rows.map((row) => ({
          ...row,
          ...{ subjects: Number(row.subjects), busiest: Number(row.busiest), refused: Number(row.refused) },
        })),
        connections: connections.rows,
      };
    }),
  setLimit: async (connection, { kind, most, seconds }) => {
    await asked(connection, 'select guard.set_rate_limit($1, $2, $3)', [kind, most, seconds]);
  },
  keep: async (connection, made) => {
    await asked(connection, 'select guard.keep_fhir_connection($1, $2, $3, $4, $5, $6, $7)', [
      ...[made.connectionId, made.name, made.baseUrl, made.clientId, made.scopes],
      ...[Buffer.from(made.credentials), made.expiresAt],
    ]);
  },
  refresh: async (connection, connectionId, credentials, expiresAt) => {
    const done = await asked(connection, 'select guard.refresh_fhir_connection($1, $2, $3) as answer', [
      ...[connectionId, Buffer.from(credentials), expiresAt],
    ]);
    if (done !== true) throw unknownConnection();
  },
  revoke: async (connection, connectionId, reason) => {
    const done = await asked(connection, 'select guard.revoke_fhir_connection($1, $2) as answer', [
      ...[connectionId, reason],
    ]);
    if (done !== true) throw unknownConnection();
  },
  credentials: (connection, connectionId) =>
    withConnection(connection, async (client) => {
      const { rows } = await client.query<{ credentials: Buffer | null }>(
        'select credentials from guard.fhir_connection where id = $1',
        [connectionId],
      );
      return rows[0]?.credentials ?? null;
    }),
};

const asked = (connection: ClinicConnection, sql: string, values: unknown[]): Promise<unknown> =>
  withConnection(connection, async (client) => {
    const { rows } = await client.query<{ answer?: unknown }>(sql, values);
    return rows[0]?.answer;
  });
