import { type ClinicTest, noneIsFine, nothingToTest, security, setting, soc2 } from '../definition.ts';

/** One row for each event of some types that somebody has to look into: in order unless it waits for too long. */
const answered =
  (types: readonly string[]): ClinicTest['query'] =>
  ({ value }) =>
    `select 'event ' || e.id as key, e.state in ('resolved', 'dismissed') or e.recorded_at > statement_timestamp() - make_interval(hours => ${value('hours')}) as ok,
       e.type || ', recorded on ' || e.recorded_at::date || ', is ' || e.state as fact
  from guard.security_event_now e where e.type in (${types.map((type) => `'${type}'`).join(', ')})`;
const hours = (value: number) => [
  setting('hours', value, 'Hours within which somebody has to have decided on it'),
];
const RULE = 'It was resolved or dismissed with a reason, or it is younger than these hours.';
const LIMITS = 'It does not show that the decision was right: the event has its reason.';

/** Whether what was noticed was looked into. */
export const EVENT_TESTS: readonly ClinicTest[] = [
  {
    id: 'events-failed-log-ins',
    version: 1,
    area: 'log-ins',
    reads: 'clinic',
    title: 'Failed log-ins in a row are looked into',
    shows: 'Somebody who tries out passwords is noticed.',
    population: 'All security events about failed log-ins.',
    parameters: hours(72),
    rule: RULE,
    limits: LIMITS,
    supports: [...soc2('CC7.2', 'CC7.3'), ...security('164.308(a)(5)(ii)(C)')],
    empty: nothingToTest('no event about failed log-ins was recorded.'),
    needs: {},
    query: answered(['failed-logins', 'password-guessing', 'password-spraying', 'login-after-failures']),
  },
  {
    id: 'log-ins-locked',
    version: 1,
    area: 'log-ins',
    reads: 'clinic',
    title: 'Accounts are locked after failed log-ins',
    shows: 'Passwords cannot be tried out without end.',
    population: 'All names that failed to sign in several times in a row within the period.',
    parameters: [
      setting('days', 90, 'Days that are looked back'),
      setting(
        'failures',
        6,
        'So many failures in a row, without a sign-in or a lock between them, count as not locked',
      ),
    ],
    rule: 'There is no such row of failures within 15 minutes.',
    limits: 'It shows what the audit log holds.',
    supports: [...soc2('CC6.1'), ...security('164.308(a)(5)(ii)(C)')],
    empty: nothingToTest('nobody failed to sign in within the period.'),
    needs: {},
    query: ({ today, value }) =>
      `select 'A-' || substr(encode(sha256(convert_to('attestry account ' || r.actor, 'UTF8')), 'hex'), 1, 12) as key, max(r.failures) < ${value('failures')} as ok, max(r.failures) || ' failures in a row without a lock' as fact
  from (select s.actor, s.run, count(*) filter (where s.occurred_at > s.newest - interval '15 minutes') as failures
          from (select x.*, max(x.occurred_at) over (partition by x.actor, x.run) as newest
                  from (select l.actor, l.event_type, l.occurred_at, count(*) filter (where l.event_type <> 'auth.login-failed') over (partition by l.actor order by l.occurred_at, l.id) as run
                          from guard.audit_log l where l.event_type in ('auth.login', 'auth.login-failed', 'auth.lockout') and l.occurred_at >= ${today} - ${value('days')}) x
                 where x.event_type = 'auth.login-failed') s
         group by s.actor, s.run) r
 group by r.actor`,
  },
  {
    id: 'events-critical-answered',
    version: 1,
    area: 'incidents',
    reads: 'clinic',
    title: 'Critical events are answered within 15 minutes',
    shows: 'Somebody is there when it counts.',
    population: 'All critical security events of the period.',
    parameters: [setting('days', 30, 'Days that are looked back')],
    rule: 'Somebody decided something on it within 15 minutes, or these are not over.',
    limits: 'It does not show that the event was found as soon as it happened.',
    supports: [...soc2('CC7.3', 'CC7.4'), ...security('164.308(a)(6)(ii)')],
    empty: nothingToTest('no critical event was recorded in the period.'),
    needs: {},
    query: ({ value }) =>
      `select 'event ' || e.id as key, coalesce(e.answered_at, statement_timestamp()) <= e.answer_by as ok,
       e.type || case when e.answered_at is null then ', not answered' else ', answered after ' || round(extract(epoch from e.answered_at - e.recorded_at) / 60) || ' minutes' end as fact
  from guard.security_event_now e where e.severity = 'CRITICAL' and e.recorded_at > statement_timestamp() - make_interval(days => ${value('days')})`,
  },
  {
    id: 'events-closed',
    version: 1,
    area: 'incidents',
    reads: 'clinic',
    title: 'No event stays open for long',
    shows: 'What was noticed is looked into to its end.',
    population: 'All security events that somebody has to look into.',
    parameters: hours(168),
    rule: RULE,
    limits: LIMITS,
    supports: [...soc2('CC7.3', 'CC7.4'), ...security('164.308(a)(6)(ii)')],
    empty: nothingToTest('no such event was recorded.'),
    needs: {},
    query: ({ value }) =>
      `select 'event ' || e.id as key, e.state in ('resolved', 'dismissed') or e.recorded_at > statement_timestamp() - make_interval(hours => ${value('hours')}) as ok,
       e.type || ', recorded on ' || e.recorded_at::date || ', is ' || e.state as fact
  from guard.security_event_now e where e.investigate`,
  },
  {
    id: 'events-emergency-access',
    version: 1,
    area: 'row-access',
    reads: 'clinic',
    title: 'Access in an emergency is looked at',
    shows: 'Nobody uses the emergency as a way around the rules.',
    population: 'All security events about access in an emergency.',
    parameters: hours(72),
    rule: RULE,
    limits: LIMITS,
    supports: [...soc2('CC7.2'), ...security('164.312(a)(2)(ii)', '164.308(a)(1)(ii)(D)')],
    empty: nothingToTest('nobody opened a record in an emergency.'),
    needs: {},
    query: answered(['emergency-access']),
  },
  {
    id: 'events-mass-reading',
    version: 1,
    area: 'monitoring',
    reads: 'clinic',
    title: 'Reading and exporting in bulk is looked into',
    shows: 'Whoever takes out many records is asked why.',
    population: 'All security events about reading and exporting in bulk.',
    parameters: hours(72),
    rule: RULE,
    limits: LIMITS,
    supports: [...soc2('CC6.7', 'CC7.2'), ...security('164.308(a)(1)(ii)(D)')],
    empty: nothingToTest('nobody read or exported in bulk.'),
    needs: {},
    query: answered(['mass-read', 'mass-export']),
  },
  {
    id: 'events-limits',
    version: 1,
    area: 'limits',
    reads: 'clinic',
    title: 'Whoever runs into a limit is asked why',
    shows: 'Limits are not only there but looked after.',
    population: 'All security events about limits that were exceeded.',
    parameters: hours(168),
    rule: RULE,
    limits: LIMITS,
    supports: soc2('CC7.2', 'CC7.3'),
    empty: noneIsFine('Nobody exceeded a limit.'),
    needs: {},
    query: answered(['rate-limit-exceeded']),
  },
  {
    id: 'events-own-rights',
    version: 1,
    area: 'roles',
    reads: 'clinic',
    title: 'Rights that people gave themselves are looked into',
    shows: 'Nobody widens their own access unseen.',
    population:
      'All security events about rights that somebody gave themselves, and about changed rules for rows.',
    parameters: hours(72),
    rule: RULE,
    limits: LIMITS,
    supports: [...soc2('CC6.3', 'CC7.2'), ...security('164.308(a)(4)(ii)(C)')],
    empty: noneIsFine('Nobody did.'),
    needs: {},
    query: answered(['permission-self-granted', 'row-policy-changed']),
  },
  {
    id: 'events-looked-for',
    version: 1,
    area: 'monitoring',
    reads: 'clinic',
    title: 'Everything that is sealed is searched for events',
    shows: 'No stretch of the audit log was left out.',
    population: 'The audit log.',
    parameters: [setting('entries', 65536, 'Entries that may wait for the next search')],
    rule: 'The search has come to the last sealed entry, but for these.',
    limits: 'It finds the patterns that docs/guard.md lists.',
    supports: [...soc2('CC7.2'), ...security('164.308(a)(1)(ii)(D)')],
    empty: nothingToTest('nothing is sealed yet.'),
    needs: {},
    query: ({ value }) =>
      `select 'audit log' as key, s.sealed - coalesce((select max(l.position) from guard.security_look l), 0) <= ${value('entries')} as ok,
       (s.sealed - coalesce((select max(l.position) from guard.security_look l), 0)) || ' entries wait' as fact
  from (select max(s.position) + 1 as sealed from guard.seal s) s where s.sealed is not null`,
  },
  {
    id: 'capacity-measured',
    version: 1,
    area: 'availability',
    reads: 'clinic',
    title: 'It is known how the database grows',
    shows: 'The disk does not fill up by surprise.',
    population: 'The database.',
    parameters: [setting('days', 2, 'Days within which it has to have been measured')],
    rule: 'Its size was measured within the days.',
    limits: 'A database does not know how large its disk is.',
    supports: soc2('A1.1'),
    empty: nothingToTest('the database was never measured. It is measured behind each sealing.'),
    needs: {},
    query: ({ value }) =>
      `select 'database' as key, max(m.measured_at) > statement_timestamp() - make_interval(days => ${value('days')}) as ok, 'measured last on ' || max(m.measured_at)::date as fact
  from guard.size_measure m having count(*) > 0`,
  },
];
