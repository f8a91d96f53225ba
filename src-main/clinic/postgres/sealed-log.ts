import { createHash } from 'node:crypto';
import type { LogFigures, SealedLog } from '../../audit/ports.ts';
import { Fault } from '../../base/fault.ts';
import type { ClinicConnection } from '../ports.ts';
import { type Connected, withConnection } from './connect.ts';
import { openSnapshot, type StartReader } from './snapshot.ts';
import { SEALER } from './sql.ts';

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
        fingerprint: fingerprintOf(row.id, row.database),
      };
    }),
  earlier: () =>
    withConnection(connection, async (client) => {
      const { rows } = await client.query<{ id: string; database: string }>(
        `select id, current_database() as database from (
           select a.from_cluster as id, a.number from guard.adoption a
           union all (select b.cluster, 9223372036854775807 from guard.block b order by b.number desc limit 1)) clusters
          where id is not null order by number desc`,
      );
      return rows.map((row) => fingerprintOf(row.id, row.database));
    }),
  figures: () => withConnection(connection, readFigures),
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
      const sealed = Number(rows[0]?.sealed ?? 0);
      // Not while there is a backlog: sealing it comes first.
      if (sealed < max) await behindSealing(client);
      return sealed;
    }),
});

/**
 * What comes with each sealing where the pack has it: at the turn of a month the log goes on in a part of its own
 * (0011-log-months.sql), security events are looked for (0060-security-events.sql), and the database is measured
 * (0063-monitoring.sql). That one of them did not come to it is no reason not to seal: they go on from where they were at
 * the next sealing.
 */
async function behindSealing(client: Connected): Promise<void> {
  for (const call of ['guard.begin_month()', 'guard.find_security_events(65536)', 'guard.measure_size()']) {
    const signature = call.replace('65536', 'int');
    const there = await client.query<{ there: boolean }>('select to_regprocedure($1) is not null as there', [
      signature,
    ]);
    if (there.rows[0]?.there === true) await client.query(`select ${call}`).catch(() => undefined);
  }
}

const fingerprintOf = (cluster: string, database: string): string =>
  createHash('sha256').update(`${cluster}\n${database}\nguard.audit_log\n`).digest('hex');

type FiguresRow = { sealed: string; pending: string; seconds: string | null; held: boolean | null };

// What an entry says of its time is the application's word: an entry whose transaction began behind the last block has
// not waited longer than since then.
async function readFigures(client: Connected): Promise<LogFigures> {
  const { rows } = await client.query<FiguresRow>(
    `with highest as (select coalesce((select max(s.entry_id) from guard.seal s), -9223372036854775808) as id)
     select coalesce((select max(s.position) + 1 from guard.seal s), 0)::text as sealed,
            (select count(*) from guard.audit_log l where l.id > h.id)::text as pending,
            floor(greatest(0, least(
              case when isfinite(o.occurred_at) then extract(epoch from clock_timestamp() - o.occurred_at) end,
              case when o.xid >= c.snapshot_xmax then extract(epoch from clock_timestamp() - c.sealed_at) end)))::text as seconds,
            o.xid >= pg_snapshot_xmin(pg_current_snapshot()) as held
       from highest h cross join ${SEALER} c
       left join lateral (select l.occurred_at, l.xid from guard.audit_log l where l.id > h.id order by l.id limit 1) o on true`,
  );
  const { sealed = '0', pending = '0', seconds = null, held = null } = rows[0] ?? {};
  return {
    sealed: Number(sealed),
    pending: Number(pending),
    unsealedSeconds: pending === '0' || seconds === null ? null : Number(seconds),
    heldBack: held === true,
  };
}
