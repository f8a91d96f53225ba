import type { findingSearchContract } from '../../../src-shared/audit/finding-search.ts';
import type { timelineContract } from '../../../src-shared/audit/timeline.ts';
import type { HandlerParts, HandlersOf } from './parts.ts';

/** Findings searched and grouped, and the log at a glance. */
export function findingsHandlers({
  services,
}: HandlerParts): HandlersOf<typeof findingSearchContract & typeof timelineContract> {
  const { findings, timeline } = services;
  return {
    'findings.search': async ({ runId, filter, offset, limit }) => {
      const { total, rows } = await findings.search(runId, filter, offset, limit);
      return { total, rows: [...rows] };
    },
    'findings.groups': async ({ runId, filter, by }) => {
      const { total, groups } = await findings.groups(runId, filter, by);
      return { total, groups: [...groups] };
    },
    'audit.timeline': (log) => timeline(log),
  };
}
