import type { Timeline } from '../src-shared/audit/timeline.ts';
import { timeline, type AuditService, type FindingSearch } from './audit/index.ts';
import type { Cache } from './cache/client.ts';

/** The search in findings and the log at a glance, wired to the cache. */
export function composeFindings(parts: { readonly cache: Cache; readonly audit: AuditService }): {
  readonly findings: FindingSearch;
  readonly timeline: (log: { readonly sealed: number; readonly pending: number }) => Promise<Timeline>;
} {
  const { cache, audit } = parts;
  return {
    findings: cache.findings,
    timeline: async (log) => {
      const fingerprint = await audit.runs.lastLog();
      const [runs, checkpoint] = await Promise.all([audit.runs.list(), audit.checkpoint()]);
      return timeline(
        {
          witness: fingerprint === null ? null : cache.witness(fingerprint),
          signed: checkpoint?.size ?? 0,
          runs: runs.filter(({ source }) => source.fingerprint === fingerprint),
          density: (runId, width) => cache.findings.density(runId, width),
        },
        log,
      );
    },
  };
}
