import type { ActivityEvent } from '../../../src-shared/audit/activity.ts';
import type {
  ExplainedEntry,
  RiskCase,
  RiskDecision,
  RiskEntry,
  RiskFilter,
} from '../../../src-shared/risk/contract.ts';
import { ALERT_FROM } from '../../../src-shared/risk/factors.ts';
import type { PatternId } from '../../../src-shared/risk/patterns.ts';
import { Fault } from '../../base/fault.ts';
import type { CacheDatabase } from '../database.ts';
import type { ActivityTable } from './activity.ts';
import { instantFrom, patientNumber, rangeOf, riskRows } from './risk-rows.ts';

type CaseRow = {
  number: number;
  actor: string;
  job: string | null;
  first_at: number;
  last_at: number;
  first_entry: number;
  tenths: number;
  state: RiskCase['state'];
  entries: number;
  patients: number;
  reason: string | null;
  by: string | null;
  at: string | null;
};
type Step = { state: RiskDecision; reason: string; by: string; at: string };
type Days = { readonly from: string | null; readonly to: string | null };

/** So many accesses and decisions of a case are shown; all are kept. */
const SHOWN = 200;

const WHICH = `l.fingerprint = @log and (@state is null or c.state = @state) and c.tenths >= @least
  and c.last_at >= @since and c.first_at < @until and instr(lower(a.actor), lower(@actor)) > 0
  and (@pattern is null or exists (select 1 from risk_score s join risk_hit h on h.log = s.log and h.entry_id = s.entry_id
        where s.case_id = c.number and h.pattern = @pattern and h.suppressed_by is null))`;
const FROM = `from risk_case c join risk_log l on l.number = c.log join risk_actor a on a.number = c.actor`;
const COLUMNS = `c.number, a.actor, a.job, c.first_at, c.last_at, c.first_entry, c.tenths, c.state,
  (select count(*) from risk_score s where s.case_id = c.number) as entries,
  (select count(distinct s.patient) from risk_score s where s.case_id = c.number) as patients, d.reason, d.by, d.at`;
const DECIDED = `left join risk_case_step d on d.number = (select max(n.number) from risk_case_step n where n.case_id = c.number)`;

/** Cases made of scores, and what was decided of them. */
export function riskCases(database: CacheDatabase, activity: ActivityTable) {
  const rows = riskRows(database);
  const patternsOf = database.prepare<[number], { pattern: PatternId; entries: number }>(
    `select h.pattern, count(*) as entries from risk_score s join risk_hit h on h.log = s.log and h.entry_id = s.entry_id
      where s.case_id = ? and h.suppressed_by is null group by 1 order by 2 desc, 1`,
  );
  const caseFrom = (row: CaseRow): RiskCase => ({
    caseId: row.number,
    actor: row.actor.slice(0, 500),
    job: row.job?.slice(0, 300) ?? null,
    firstAt: instantFrom(row.first_at),
    lastAt: instantFrom(row.last_at),
    firstEntry: row.first_entry,
    entries: row.entries,
    patients: row.patients,
    score: row.tenths / 10,
    patterns: patternsOf.all(row.number),
    state: row.state,
    reason: row.reason,
    decidedBy: row.by,
    decidedAt: row.at,
  });
  const decide = database.transaction(
    (log: string, cases: readonly number[], step: Step, events: readonly ActivityEvent[]) => {
      for (const [at, number] of cases.entries()) {
        const { changes } = database
          .prepare(
            `update risk_case set state = ? where number = ? and log = (select number from risk_log where fingerprint = ?)`,
          )
          .run(step.state, number, log);
        if (changes === 0)
          throw new Fault(
            'risk-unknown',
            'One of these cases is not there; nothing was decided.',
            'Look at the list again and choose anew.',
          );
        database
          .prepare('insert into risk_case_step (case_id, state, reason, by, at) values (?, ?, ?, ?, ?)')
          .run(number, step.state, step.reason, step.by, step.at);
        const event = events[at];
        if (event !== undefined) activity.append(event);
      }
    },
  );
  return {
    figures: (log: string) =>
      database
        .prepare<[{ log: string; alert: number }], { scored: number; waiting: number; alerts: number }>(
          `select coalesce(max(l.scored), 0) as scored, count(c.number) as waiting,
                  count(c.number) filter (where c.tenths >= @alert) as alerts
             from risk_log l left join risk_case c on c.log = l.number and c.state = 'new' where l.fingerprint = @log`,
        )
        .get({ log, alert: ALERT_FROM * 10 }) ?? { scored: 0, waiting: 0, alerts: 0 },
    list: (log: string, filter: RiskFilter, offset: number, limit: number) => {
      const given = {
        ...{ log, state: filter.state, pattern: filter.pattern, actor: filter.actor },
        ...{ least: Math.round((filter.min ?? 0) * 10), ...rangeOf(filter), offset, limit },
      };
      return {
        total:
          database
            .prepare<[typeof given], { n: number }>(`select count(*) as n ${FROM} where ${WHICH}`)
            .get(given)?.n ?? 0,
        rows: database
          .prepare<[typeof given], CaseRow>(
            `select ${COLUMNS} ${FROM} ${DECIDED} where ${WHICH}
              order by c.state <> 'new', c.tenths desc, c.last_at desc, c.number limit @limit offset @offset`,
          )
          .all(given)
          .map(caseFrom),
      };
    },
    one: (log: string, caseId: number) => {
      const row = database
        .prepare<[string, number], CaseRow>(
          `select ${COLUMNS} ${FROM} ${DECIDED} where l.fingerprint = ? and c.number = ?`,
        )
        .get(log, caseId);
      if (row === undefined) return null;
      const entries = rows.all('s.case_id = @caseId', 's.at desc, s.entry_id desc', SHOWN, { caseId });
      const steps = database
        .prepare<[number, number], Step>(
          'select state, reason, by, at from risk_case_step where case_id = ? order by number desc limit ?',
        )
        .all(caseId, SHOWN);
      return { case: caseFrom(row), entries, steps };
    },
    decide: (log: string, cases: readonly number[], step: Step, events: readonly ActivityEvent[]): void => {
      decide.immediate(log, cases, step, events);
    },
    entry: (log: string, entryId: number): ExplainedEntry | null =>
      rows.all('l.fingerprint = @log and s.entry_id = @entryId', 's.at', 1, { log, entryId })[0] ?? null,
    entries: (log: string, filter: Days & { readonly min: number }, limit: number) => {
      const given = { log, least: Math.round(filter.min * 10), ...rangeOf(filter) };
      const where =
        's.log = (select number from risk_log where fingerprint = @log) and s.tenths >= @least and s.at >= @since and s.at < @until';
      return {
        total: rows.count(where, given),
        rows: rows.all(where, 's.tenths desc, s.at desc, s.entry_id', limit, given).map(({ entry }) => entry),
      };
    },
    story: (
      log: string,
      of: { readonly actor: string } | { readonly patient: string },
      days: Days,
      limit: number,
    ): { total: number; rows: RiskEntry[] } => {
      const given = {
        ...{ log, ...rangeOf(days) },
        ...('actor' in of ? { actor: of.actor } : { patient: patientNumber(of.patient) }),
      };
      const own = '(select number from risk_log where fingerprint = @log)';
      const who =
        'actor' in of
          ? `s.actor = (select number from risk_actor where log = ${own} and actor = @actor)`
          : `s.log = ${own} and s.patient = @patient`;
      const where = `${who} and s.at >= @since and s.at < @until`;
      return {
        total: rows.count(where, given),
        rows: rows
          .all(where, 's.at desc, s.entry_id desc', limit, given)
          .map(({ entry }) => entry)
          .reverse(),
      };
    },
  };
}
