import { codeOf, Fault } from '../../base/fault.ts';
import { withConnection } from '../postgres/connect.ts';
import type { SecurityEvent, SecurityEventDatabase } from '../security-events.ts';

const iso = (column: string): string =>
  `case when extract(year from ${column}) between 1 and 9999 then to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') end`;

/** Security events in the database; see resources/guard/0060-security-events.sql. */
export const postgresSecurityEvents: SecurityEventDatabase = {
  list: (connection, { unfinished, severity, limit }) =>
    withConnection(connection, async (client) => {
      const { rows } = await client.query<SecurityEvent>(
        `select e.id::float8 as id, ${iso('e.occurred_at')} as "occurredAt", ${iso('e.recorded_at')} as "recordedAt",
                e.type, e.severity, e.investigate, e.actor, host(e.source_ip) as address, e.subject, e.correlation,
                e.entry_id::float8 as "entryId", e.state, e.reason, e.decided_by as "decidedBy", ${iso('e.decided_at')} as "decidedAt",
                ${iso('e.answered_at')} as "answeredAt", ${iso('e.answer_by')} as "answerBy"
           from guard.security_event_now e
          where (not $1 or e.state in ('open', 'investigating', 'reopened')) and ($2::text is null or e.severity = $2)
          order by e.id desc limit $3`,
        [unfinished, severity, limit],
      );
      return rows;
    }),
  decide: (connection, event, { state, reason, by }) =>
    withConnection(connection, async (client) => {
      try {
        await client.query('select guard.decide_security_event($1, $2, $3, $4)', [event, state, reason, by]);
      } catch (error) {
        // AT005: the guard's own refusal; 23514: the reason is too short or too long.
        if (!['AT005', '23514'].includes(codeOf(error) ?? '')) throw error;
        throw new Fault(
          'usage',
          codeOf(error) === 'AT005'
            ? 'The event is not in a state for that: somebody else may have answered it.'
            : 'The reason must have 3 to 2000 characters.',
          codeOf(error) === 'AT005' ? 'Look at it again.' : 'Say it in a sentence.',
          error,
        );
      }
    }),
  record: (connection, { type, subject, by }) =>
    withConnection(connection, async (client) => {
      const { rows } = await client.query<{ id: number }>(
        "select guard.record_security_event($1, $2, '{}', null, $3)::float8 as id",
        [type, subject, by],
      );
      return rows[0]?.id ?? 0;
    }),
};
