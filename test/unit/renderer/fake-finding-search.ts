import type { Handlers } from '../../../src-shared/ipc/contract.ts';
import type { FindingFilter, FindingGroup } from '../../../src-shared/audit/finding-search.ts';
import { MOST_SPANS, type Span } from '../../../src-shared/audit/timeline.ts';
import type { Finding } from '../../../src-shared/audit/types.ts';
import { iso, type FakeState } from './fake-clinic.ts';
import { FakeFailure } from './fake-failure.ts';
import { findingAt } from './fake-findings.ts';

/** Findings looked at for a search; the fake has no index. */
const LOOKED_AT = 20_000;

const headerOf = ({ evidence }: Finding) => evidence.before ?? evidence.now;

function passes(finding: Finding, filter: FindingFilter): boolean {
  const header = headerOf(finding);
  const words = JSON.stringify(header ?? {}).toLowerCase();
  const at = header?.occurredAt ?? '';
  return (
    (filter.type === null || finding.type === filter.type) &&
    (filter.actor === null || (header?.actor ?? '') === filter.actor) &&
    (filter.from === null || (finding.position ?? -1) >= filter.from) &&
    (filter.to === null || (finding.position ?? Infinity) <= filter.to) &&
    (filter.after === null || at >= filter.after) &&
    (filter.before === null || at < filter.before) &&
    filter.acknowledged !== true &&
    (filter.words ?? '')
      .toLowerCase()
      .split(/\s+/)
      .every((word) => words.includes(word))
  );
}

/** Search in findings and the timeline, on state in memory. */
export function findingSearchHandlers(
  state: FakeState,
): Pick<Handlers, 'findings.search' | 'findings.groups' | 'audit.timeline'> {
  const found = (runId: string, filter: FindingFilter): { index: number; finding: Finding }[] => {
    const run = state.runs.find((known) => known.runId === runId);
    if (run === undefined)
      throw new FakeFailure(
        'run-unknown',
        'There is no such verification run.',
        'Go back to the list of runs.',
      );
    return Array.from({ length: Math.min(LOOKED_AT, run.found) }, (_, index) => ({
      index,
      finding: findingAt(run, index, state.scenario),
    })).filter(({ finding }) => passes(finding, filter));
  };
  return {
    'findings.search': ({ runId, filter, offset, limit }) => {
      const run = state.runs.find((known) => known.runId === runId);
      const plain = Object.values(filter).every((value) => value === null);
      if (plain && run !== undefined)
        return {
          total: run.found,
          rows: Array.from({ length: Math.max(0, Math.min(limit, run.found - offset)) }, (_, at) => ({
            index: offset + at,
            finding: findingAt(run, offset + at, state.scenario),
          })),
        };
      const all = found(runId, filter);
      return { total: all.length, rows: all.slice(offset, offset + limit) };
    },
    'findings.groups': ({ runId, filter, by }) => {
      const groups = new Map<string, FindingGroup>();
      for (const { finding } of found(runId, filter)) {
        const header = headerOf(finding);
        const key =
          by === 'type'
            ? finding.type
            : by === 'actor'
              ? (header?.actor ?? null)
              : by === 'day'
                ? (header?.occurredAt?.slice(0, 10) ?? null)
                : finding.type;
        const typed = by === 'type' || by === 'row';
        const id = by === 'row' ? `${finding.type} ${String(finding.position)}` : String(key);
        const before = groups.get(id);
        groups.set(id, {
          key,
          type: typed ? finding.type : null,
          count: (before?.count ?? 0) + 1,
          from: Math.min(before?.from ?? Infinity, finding.position ?? 0),
          to: Math.max(before?.to ?? 0, finding.position ?? 0),
        });
      }
      return { total: groups.size, groups: [...groups.values()].slice(0, 500) };
    },
    'audit.timeline': ({ sealed, pending }) => {
      const { integrity } = state.status;
      const run = state.runs[0];
      const width = Math.max(1, Math.ceil(sealed / MOST_SPANS));
      const spans = Array.from({ length: Math.ceil(sealed / width) }, (_, at): Span => {
        const [from, to] = [at * width, Math.min(sealed, (at + 1) * width)];
        return {
          from,
          to,
          at: from < integrity.witnessed ? iso(Date.now() - 90 * 86_400_000 + at ** 1.5 * 2_000_000) : null,
          witnessed: to <= integrity.witnessed,
          signed: to <= integrity.lastCheckpointSize,
          verified: run !== undefined && to <= run.entries,
          suspicious: run !== undefined && run.found > 0 && at % 61 === 7 ? 3 : 0,
        };
      });
      return {
        spans,
        until: iso(Date.now() - 3_600_000),
        pending,
        run: run === undefined ? null : { runId: run.runId, at: run.startedAt, elsewhere: 0 },
      };
    },
  };
}
