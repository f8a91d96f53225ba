import type {
  ExplainedEntry,
  FactorFinding,
  PatternHit,
  RiskEntry,
} from '../../../src-shared/risk/contract.ts';
import { FACTORS, type FactorId } from '../../../src-shared/risk/factors.ts';
import type { CacheDatabase } from '../database.ts';

/** Factors as bits, in the order of their list. */
export const bitsOf = (factors: readonly FactorId[]): number =>
  FACTORS.reduce((bits, { id }, at) => (factors.includes(id) ? bits | (1 << at) : bits), 0);
const factorsOf = (bits: number): FactorId[] =>
  FACTORS.filter((_, at) => (bits & (1 << at)) !== 0).map(({ id }) => id);

/** A pseudonym as the number it is: 48 bits. */
export const patientNumber = (pseudonym: string | null): number | null =>
  pseudonym === null ? null : Number.parseInt(pseudonym.slice(2), 16);
const pseudonymFrom = (number: number | null): string | null =>
  number === null ? null : `P-${number.toString(16).padStart(12, '0')}`;

type Row = {
  entry_id: number;
  at: number;
  actor: string;
  job: string | null;
  patient: number | null;
  event: string;
  tenths: number;
  factors: number;
  findings: string | null;
  case_id: number | null;
  log: number;
};

/** Milliseconds since 1970 as an instant. */
export const instantFrom = (ms: number): string => new Date(ms).toISOString();

/** Days (UTC, both included) as milliseconds: from … up to but not including. */
export const rangeOf = (days: { readonly from: string | null; readonly to: string | null }) => ({
  since: days.from === null ? -8.64e15 : Date.parse(`${days.from}T00:00:00Z`),
  until: days.to === null ? 8.64e15 : Date.parse(`${days.to}T00:00:00Z`) + 86_400_000,
});

/** Rows of scores by a condition on `s` (risk_score), `a` (its actor) and `l` (its log). */
export function riskRows(database: CacheDatabase) {
  const hitsOf = database.prepare<
    [number, number],
    { pattern: string; version: number; fact: string; suppressed_by: number | null }
  >(
    'select pattern, version, fact, suppressed_by from risk_hit where log = ? and entry_id = ? order by pattern',
  );
  const explain = (row: Row): ExplainedEntry => {
    const hits = hitsOf.all(row.log, row.entry_id).map(({ suppressed_by: suppressedBy, ...hit }) => ({
      ...hit,
      suppressedBy,
    })) as PatternHit[];
    const entry: RiskEntry = {
      entryId: row.entry_id,
      at: instantFrom(row.at),
      actor: row.actor.slice(0, 500),
      job: row.job?.slice(0, 300) ?? null,
      patient: pseudonymFrom(row.patient),
      event: row.event.slice(0, 300),
      score: row.tenths / 10,
      factors: factorsOf(row.factors),
      patterns: hits.filter(({ suppressedBy }) => suppressedBy === null).map(({ pattern }) => pattern),
      caseId: row.case_id,
    };
    // Our own form, written by risk-scores.ts.
    const findings = row.findings === null ? null : (JSON.parse(row.findings) as FactorFinding[]);
    return { entry, findings, hits };
  };
  return {
    all: (where: string, order: string, limit: number, given: Readonly<Record<string, unknown>>) =>
      database
        .prepare<[Record<string, unknown>], Row>(
          `select s.*, a.actor as actor, a.job from risk_score s join risk_actor a on a.number = s.actor join risk_log l on l.number = s.log
            where ${where} order by ${order} limit @limit`,
        )
        .all({ ...given, limit })
        .map(explain),
    count: (where: string, given: Readonly<Record<string, unknown>>): number =>
      database
        .prepare<[Record<string, unknown>], { n: number }>(
          `select count(*) as n from risk_score s join risk_actor a on a.number = s.actor join risk_log l on l.number = s.log where ${where}`,
        )
        .get({ ...given })?.n ?? 0,
  };
}
