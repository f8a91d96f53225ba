import { createHash } from 'node:crypto';
import type { SealedLog } from '../../audit/ports.ts';
import { Fault } from '../../base/fault.ts';
import type { ClinicConnection } from '../ports.ts';
import { withConnection } from './connect.ts';
import { openSnapshot, type StartReader } from './snapshot.ts';

/**
 * The clinic's audit log in the guard schema, as the audit room sees it.
 *
 * @param startReader - starts a reader thread (see range-worker.ts)
 */
export const postgresSealedLog = (connection: ClinicConnection, startReader: StartReader): SealedLog => ({
  source: () =>
    withConnection(connection, async (client) => {
      const { rows } = await client.query<{ id: string; version: string; database: string }>(
        "select system_identifier::text as id, current_setting('server_version') as version, current_database() as database from pg_control_system()",
      );
      const row = rows[0];
      if (row === undefined) throw new Fault('database-error', 'The database gave no answer.', 'Try again.');
      return {
        database: row.database,
        host: connection.host,
        systemIdentifier: row.id,
        serverVersion: row.version,
        fingerprint: createHash('sha256')
          .update(`${row.id}\n${row.database}\nguard.audit_log\n`)
          .digest('hex'),
      };
    }),
  figures: () =>
    withConnection(connection, async (client) => {
      const { rows } = await client.query<{ sealed: string; pending: string }>(
        `select coalesce((select max(s.position) + 1 from guard.seal s), 0)::text as sealed,
                (select count(*) from guard.audit_log l
                  where l.id > coalesce((select max(s.entry_id) from guard.seal s), -9223372036854775808))::text as pending`,
      );
      return { sealed: Number(rows[0]?.sealed ?? 0), pending: Number(rows[0]?.pending ?? 0) };
    }),
  period: () =>
    withConnection(connection, async (client) => {
      const iso = (end: 'asc' | 'desc'): string =>
        `(select to_char(l.occurred_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') from guard.seal s join guard.audit_log l on l.id = s.entry_id order by s.position ${end} limit 1)`;
      const { rows } = await client.query<{ from: string | null; to: string | null }>(
        `select ${iso('asc')} as "from", ${iso('desc')} as "to"`,
      );
      const { from = null, to = null } = rows[0] ?? {};
      return from === null || to === null ? null : { from, to };
    }),
  snapshot: (signal) => openSnapshot(connection, startReader, signal),
  sealPending: (max) =>
    withConnection(connection, async (client) => {
      const { rows } = await client.query<{ sealed: string }>(
        'select guard.seal_pending($1)::text as sealed',
        [max],
      );
      return Number(rows[0]?.sealed ?? 0);
    }),
});
