import type { AlertDesk } from '../../risk/ports.ts';
import type { ClinicConnection } from '../ports.ts';
import { withConnection } from '../postgres/connect.ts';

/** One case is told of at one time: two computers may have found it. Any number that nothing else locks by. */
const LOCK = "select pg_advisory_xact_lock(hashtextextended('attestry access risk', 0))";
const RAISE = `select guard.record_security_event($1, $2, $3::jsonb, $4, $5)
  where not exists (select from guard.security_event e where e.correlation = $4)`;

/**
 * Puts cases on the desk of security events. A case is known by its person and its first entry, so that it is there once for
 * each severity, whoever scores the log and however often.
 */
export const postgresRiskAlerts = (connection: () => Promise<ClinicConnection>): AlertDesk => ({
  raise: async ({ actor, firstEntry, entryId, score, severity, caseId }) =>
    withConnection(await connection(), async (client) => {
      const level = severity.toLowerCase();
      await client.query('begin');
      await client.query(LOCK);
      await client.query(RAISE, [
        `access-risk-${level}`,
        `entry ${String(entryId)}, score ${score.toFixed(2)}; case ${String(caseId)} of the access risks`,
        JSON.stringify({ entry: entryId, score }),
        `access-risk-${level} ${actor} ${String(firstEntry)}`,
        actor,
      ]);
      await client.query('commit');
    }),
});
