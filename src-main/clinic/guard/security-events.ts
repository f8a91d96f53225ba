import type {
  SecurityEvent,
  SecurityStep,
  SecurityWaiting,
} from '../../../src-shared/clinic/security-events.ts';
import { codeOf, Fault } from '../../base/fault.ts';
import { withConnection } from '../postgres/connect.ts';
import type { SecurityEventDatabase } from '../security-events.ts';

const iso = (column: string): string =>
  `case when extract(year from ${column}) between 1 and 9999 then to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') end`;

const COLUMNS = `e.id::float8 as id, ${iso('e.occurred_at')} as "occurredAt", ${iso('e.recorded_at')} as "recordedAt",
  e.type, e.severity, e.investigate, left(e.actor, 500) as actor, host(e.source_ip) as address, e.subject, left(e.correlation, 1000) as correlation,
  e.entry_id::float8 as "entryId", e.state, e.reason, e.decided_by as "decidedBy", ${iso('e.decided_at')} as "decidedAt",
  ${iso('e.answered_at')} as "answeredAt", ${iso('e.answer_by')} as "answerBy"`;

const UNFINISHED = `e.state in ('open', 'investigating', 'reopened')`;
const WHICH = `case $1 when 'waiting' then e.investigate and ${UNFINISHED} when 'unfinished' then ${UNFINISHED}
                       when 'ended' then not ${UNFINISHED} else true end and ($2::text is null or e.severity = $2)`;
const WORST = `array_position(array['CRITICAL', 'HIGH', 'MEDIUM', 'LOW'], e.severity), e.recorded_at, e.id`;

/** Security events in the database; see resources/guard/0060-security-events.sql. */
export const postgresSecurityEvents: SecurityEventDatabase = {
  list: (connection, { which, severity, limit }) =>
    withConnection(connection, async (client) => {
      const order = which === 'waiting' || which === 'unfinished' ? WORST : 'e.id desc';
      const { rows } = await client.query<SecurityEvent>(
        `select ${COLUMNS} from guard.security_event_now e where ${WHICH} order by ${order} limit $3`,
        [which, severity, limit],
      );
      const { rows: figures } = await client.query<{ total: number; now: string }>(
        `select count(*)::float8 as total, ${iso('clock_timestamp()')} as now from guard.security_event_now e where ${WHICH}`,
        [which, severity],
      );
      return { total: figures[0]?.total ?? 0, now: figures[0]?.now ?? '', events: rows };
    }),
  show: (connection, id) =>
    withConnection(connection, async (client) => {
      const { rows } = await client.query<SecurityEvent & { now: string }>(
        `select ${COLUMNS}, ${iso('clock_timestamp()')} as now from guard.security_event_now e where e.id = $1`,
        [id],
      );
      const found = rows[0];
      if (found === undefined)
        throw new Fault(
          'usage',
          'There is no security event of that number.',
          'Look it up in the list of events.',
        );
      const { now, ...event } = found;
      const { rows: steps } = await client.query<SecurityStep>(
        `select s.state, s.reason, s.decided_by as by, s.login, ${iso('s.decided_at')} as at
           from guard.security_event_state s where s.event_id = $1 order by s.id desc limit 1000`,
        [id],
      );
      const { rows: related } = await client.query<SecurityEvent>(
        `select ${COLUMNS} from guard.security_event_now e join guard.security_event o on o.id = $1
          where e.id <> o.id and ((e.actor = o.actor and o.actor not in ('unknown', '')) or (e.source_ip = o.source_ip and e.source_ip <> '::1' and not e.source_ip <<= '127.0.0.0/8'))
            and e.occurred_at between o.occurred_at - interval '1 hour' and o.occurred_at + interval '1 hour'
          order by e.occurred_at desc, e.id desc limit 50`,
        [id],
      );
      return { event, now, steps, related };
    }),
  waiting: (connection) =>
    withConnection(connection, async (client) => {
      const { rows } = await client.query<SecurityWaiting>(
        `select count(*) filter (where ${UNFINISHED})::float8 as waiting,
                count(*) filter (where e.answer_by is not null and e.answered_at is null)::float8 as unanswered,
                count(*) filter (where e.answer_by < clock_timestamp() and e.answered_at is null)::float8 as overdue,
                ${iso('min(e.answer_by) filter (where e.answer_by >= clock_timestamp() and e.answered_at is null)')} as "nextDueAt",
                coalesce(max(e.id) filter (where e.severity = 'CRITICAL'), 0)::float8 as "newestCritical",
                coalesce(max(e.id) filter (where e.severity = 'HIGH'), 0)::float8 as "newestHigh"
           from guard.security_event_now e where e.investigate`,
      );
      const [row] = rows;
      if (row === undefined) throw new Fault('database-error', 'The database gave no answer.', 'Try again.');
      return row;
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
  record: (connection, { type, subject, by, once }) =>
    withConnection(connection, async (client) => {
      // As guard.find_security_events has it: the same thing once a day.
      const { rows } = await client.query<{ id: number }>(
        `select guard.record_security_event($1, $2, '{}', case when $4 then k.day end, $3)::float8 as id
           from (select $1::text || ' ' || coalesce($2::text, '') || ' ' || to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD') as day) k
          where not $4 or not exists (select from guard.security_event e where e.correlation = k.day)`,
        [type, subject, by, once],
      );
      return rows[0]?.id ?? 0;
    }),
};
