import type { ActivityEvent } from '../../src-shared/audit/activity.ts';
import type { RiskDecision, RiskFilter } from '../../src-shared/risk/contract.ts';
import { defaultRiskTuning, type RiskTuning, riskTuningSchema } from '../../src-shared/risk/tuning.ts';
import type { DueAlert } from '../risk/ports.ts';
import type { CacheDatabase } from './database.ts';
import type { Guarded } from './key-methods.ts';
import type { ActivityTable } from './stores/activity.ts';
import { riskCases } from './stores/risk-cases.ts';
import { type RiskBatch, riskScores } from './stores/risk-scores.ts';

type Log = { readonly log: string };
type Days = { readonly from: string | null; readonly to: string | null };
type TuningStep = { at: string; by: string; reason: string; what: string };

/** So many changes of the tuning are shown; all are kept. */
const SHOWN = 100;

/** The access risk's part of the cache thread. */
export function riskMethods(database: CacheDatabase, activity: ActivityTable, guarded: Guarded) {
  const scores = riskScores(database);
  const cases = riskCases(database, activity);
  return {
    riskCursor: guarded(({ log }: Log) => scores.cursor(log)),
    riskRecall: guarded(
      (
        input: Log & {
          actors: readonly string[];
          entries: readonly number[];
          days: { from: number; to: number };
        },
      ) => scores.recall(input.log, input.actors, input.entries, input.days),
    ),
    keepRisk: guarded((batch: RiskBatch) => scores.keep(batch)),
    dueRisk: guarded(({ log }: Log) => scores.due(log)),
    toldRisk: guarded(({ alert }: { alert: DueAlert }) => {
      scores.told(alert);
    }),
    riskFigures: guarded(({ log }: Log) => cases.figures(log)),
    riskCases: guarded(
      ({ log, filter, offset, limit }: Log & { filter: RiskFilter; offset: number; limit: number }) =>
        cases.list(log, filter, offset, limit),
    ),
    riskCase: guarded(({ log, caseId }: Log & { caseId: number }) => cases.one(log, caseId)),
    decideRisk: guarded(
      (
        input: Log & {
          cases: readonly number[];
          step: { state: RiskDecision; reason: string; by: string; at: string };
          events: readonly ActivityEvent[];
        },
      ) => {
        cases.decide(input.log, input.cases, input.step, input.events);
      },
    ),
    riskEntry: guarded(({ log, entryId }: Log & { entryId: number }) => cases.entry(log, entryId)),
    riskEntries: guarded(({ log, filter, limit }: Log & { filter: Days & { min: number }; limit: number }) =>
      cases.entries(log, filter, limit),
    ),
    riskStory: guarded(
      (input: Log & { of: { actor: string } | { patient: string }; days: Days; limit: number }) =>
        cases.story(input.log, input.of, input.days, input.limit),
    ),
    riskTuning: guarded((): RiskTuning | null => {
      const row = database
        .prepare<[], { document: string }>('select document from risk_tuning order by number desc limit 1')
        .get();
      if (row === undefined) return null;
      // An older document knows fewer patterns: for the others the usual values hold.
      const kept = JSON.parse(row.document) as RiskTuning;
      const patterns = { ...defaultRiskTuning.patterns, ...kept.patterns };
      return riskTuningSchema.parse({ ...defaultRiskTuning, ...kept, patterns });
    }),
    saveRiskTuning: guarded(
      ({ tuning, step, event }: { tuning: RiskTuning; step: TuningStep; event?: ActivityEvent }) => {
        database
          .transaction(() => {
            database
              .prepare('insert into risk_tuning (at, by, reason, what, document) values (?, ?, ?, ?, ?)')
              .run(step.at, step.by, step.reason, step.what, JSON.stringify(tuning));
            if (event !== undefined) activity.append(event);
          })
          .immediate();
      },
    ),
    riskTuningHistory: guarded(() =>
      database
        .prepare<[number], TuningStep>(
          'select at, by, reason, what from risk_tuning order by number desc limit ?',
        )
        .all(SHOWN),
    ),
  };
}
