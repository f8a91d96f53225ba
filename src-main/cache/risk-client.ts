import type { ActivityEvent } from '../../src-shared/audit/activity.ts';
import type { ActivityDraft } from '../audit/index.ts';
import type { Caller } from '../processes/rpc.ts';
import type { RiskStore } from '../risk/ports.ts';
import type { CacheMethods } from './methods.ts';

/** Scores and cases over the wire to the cache thread. */
export const riskClient = (
  cache: Caller<CacheMethods>,
  told: (draft: ActivityDraft | undefined) => { readonly event?: ActivityEvent },
): RiskStore => ({
  cursor: (log) => cache.call('riskCursor', { log }),
  recall: (log, actors, entries, days) => cache.call('riskRecall', { log, actors, entries, days }),
  keep: (log, batch) => cache.call('keepRisk', { log, ...batch }),
  due: (log) => cache.call('dueRisk', { log }),
  told: (alert) => cache.call('toldRisk', { alert }),
  figures: (log) => cache.call('riskFigures', { log }),
  cases: (log, filter, offset, limit) => cache.call('riskCases', { log, filter, offset, limit }),
  case: (log, caseId) => cache.call('riskCase', { log, caseId }),
  decide: (log, cases, step) =>
    cache.call('decideRisk', {
      ...{ log, cases, step },
      events: cases.flatMap((number) => {
        const draft = {
          ...{ operation: `risk-case.${step.state}`, objectType: 'risk-case', objectId: String(number) },
          // The reason is the officer's own words and may name somebody: it stays with the case.
          purpose: `a reason of ${String(step.reason.length)} characters`,
        };
        return told(draft).event ?? [];
      }),
    }),
  entry: (log, entryId) => cache.call('riskEntry', { log, entryId }),
  entries: (log, filter, limit) => cache.call('riskEntries', { log, filter, limit }),
  story: (log, of, days, limit) => cache.call('riskStory', { log, of, days, limit }),
  tuning: () => cache.call('riskTuning', undefined),
  saveTuning: (tuning, { draft, ...step }) => cache.call('saveRiskTuning', { tuning, step, ...told(draft) }),
  tuningHistory: () => cache.call('riskTuningHistory', undefined),
});
