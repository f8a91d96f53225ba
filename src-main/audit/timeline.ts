import { MOST_SPANS, type Span, type Timeline } from '../../src-shared/audit/timeline.ts';
import type { VerificationRun } from '../../src-shared/audit/types.ts';
import { atLevel } from './levels.ts';
import type { Witness } from './ports.ts';

/** What the timeline is made of. */
export type TimelineParts = {
  readonly witness: Pick<Witness, 'size' | 'entries'> | null;
  /** Entries that the newest signed checkpoint covers. */
  readonly signed: number;
  /** Of the same log, newest first. */
  readonly runs: readonly VerificationRun[];
  /** How many findings of a run lie in each span of a width, and how many have no position. */
  readonly density: (
    runId: string,
    width: number,
  ) => Promise<{ readonly byIndex: ReadonlyMap<number, number>; readonly elsewhere: number }>;
};

/**
 * The whole log in at most {@link MOST_SPANS} spans of equal length, cut once more where a kind of coverage ends, so that
 * no span claims for all of its entries what holds for some.
 */
export async function timeline(
  parts: TimelineParts,
  log: { readonly sealed: number; readonly pending: number },
): Promise<Timeline> {
  const witnessed = (await parts.witness?.size()) ?? 0;
  // An index that was cut below what was witnessed or signed is shown in its old length: what is gone is not hidden.
  const size = Math.max(log.sealed, witnessed, parts.signed);
  const run =
    parts.runs.find((one) => one.result !== 'could-not-tell' && atLevel(one.level, 'chain')) ?? null;
  const verified = run === null ? 0 : Math.min(run.entries, size);
  const width = Math.max(1, Math.ceil(size / MOST_SPANS));
  const found =
    run === null || run.found === 0
      ? { byIndex: new Map<number, number>(), elsewhere: 0 }
      : await parts.density(run.runId, width);
  // Findings that are not accounted for could lie anywhere: then nothing is called good.
  const told = [...found.byIndex].reduce(
    (sum, [index, n]) => sum + (Number.isInteger(index) ? n : 0),
    found.elsewhere,
  );
  const lost = Math.max(0, (run?.found ?? 0) - told);
  // A span with findings stays whole: what its link opens are all of them.
  const borders = [witnessed, parts.signed, verified].filter(
    (border) => !found.byIndex.has(Math.floor(border / width)),
  );
  const spans: Span[] = [];
  let at: string | null = null;
  for (const [from, to] of cut(size, width, borders)) {
    at = from < witnessed ? later(at, await timeAt(parts.witness, from)) : null;
    spans.push({
      from,
      to,
      at,
      witnessed: to <= witnessed,
      signed: to <= parts.signed,
      verified: lost === 0 && to <= verified && !found.byIndex.has(Math.floor(from / width)),
      suspicious: found.byIndex.get(Math.floor(from / width)) ?? 0,
    });
  }
  const beyond = [...found.byIndex].reduce((sum, [index, n]) => (index * width >= size ? sum + n : sum), 0);
  return {
    spans,
    until:
      witnessed === 0
        ? null
        : later(spans.findLast((s) => s.at !== null)?.at ?? null, await timeAt(parts.witness, witnessed - 1)),
    pending: log.pending,
    run:
      run === null
        ? null
        : { runId: run.runId, at: run.startedAt, elsewhere: found.elsewhere + beyond + lost },
  };
}

function cut(
  size: number,
  width: number,
  borders: readonly number[],
): readonly (readonly [number, number])[] {
  const starts = new Set(borders.filter((border) => border > 0 && border < size));
  for (let from = 0; from < size; from += width) starts.add(from);
  const sorted = [...starts].sort((a, b) => a - b);
  return sorted.map((from, index) => [from, sorted[index + 1] ?? size]);
}

async function timeAt(witness: TimelineParts['witness'], position: number): Promise<string | null> {
  const [entry] = (await witness?.entries(position, position + 1)) ?? [];
  const at = entry?.header.occurredAt ?? null;
  return at === 'infinity' || at === '-infinity' ? null : at;
}

/** Entries are sealed a little out of the order of their times: the strip only goes forward. */
const later = (a: string | null, b: string | null): string | null =>
  a === null || (b !== null && Date.parse(b) > Date.parse(a)) ? b : a;
