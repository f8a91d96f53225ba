import type { Hash } from '../base/hash.ts';
import { throwIfCancelled } from '../base/fault.ts';
import type { LogSnapshot } from './ports.ts';
import { type RangeReport, type RangeTask, WINDOW } from './range.ts';

/** What the readers are to do. */
export type ReadPlan = {
  /** First position; the window's subtrees before it must be given when it does not begin a window. */
  readonly from: number;
  readonly to: number;
  readonly before: readonly Hash[];
  readonly links: boolean;
  readonly tree: boolean;
  readonly collect: boolean;
  /** Position at which the root is wanted as well, or null. */
  readonly cut: number | null;
  /** Rows below the first position's id belong to nobody else: read them too. */
  readonly wholeLog: boolean;
  /** See {@link RangeTask.duty}. */
  readonly duty?: number;
};

/** Splits positions into one task a window, and entry ids so that every row is read exactly once. */
export async function planReads(snapshot: LogSnapshot, plan: ReadPlan): Promise<readonly RangeTask[]> {
  const starts: number[] = [];
  for (let at = plan.from; at < plan.to; at = (Math.floor(at / WINDOW) + 1) * WINDOW) starts.push(at);
  if (starts.length === 0) return [];
  const ids = await snapshot.idsAt(starts);
  // The ids at the borders ascend on an honest log. Where they do not, the shares are cut elsewhere; what one reader
  // misses another has left over, and the stitcher pairs them.
  let reached = Number.MIN_SAFE_INTEGER;
  const borders = ids.map((id) => (reached = Math.max(reached, id ?? reached)));
  return starts.map((from, index) => {
    const to = starts[index + 1] ?? plan.to;
    const border = borders[index] ?? null;
    const inside = plan.cut !== null && plan.cut > from && plan.cut <= to ? [plan.cut] : [];
    return {
      from,
      to,
      idFrom: index === 0 && plan.wholeLog ? null : border,
      idTo: borders[index + 1] ?? null,
      idLimit: snapshot.highestSealedId,
      before: index === 0 ? plan.before : [],
      links: plan.links,
      tree: plan.tree,
      cuts: plan.tree ? inside : [],
      collect: plan.collect,
      ...(plan.duty === undefined ? {} : { duty: plan.duty }),
    };
  });
}

/** Runs the tasks on all readers at once and hands out the reports in order; few are waiting at any time. */
export async function* readInOrder(
  snapshot: LogSnapshot,
  tasks: readonly RangeTask[],
  signal: AbortSignal,
): AsyncGenerator<RangeReport> {
  const running: Promise<RangeReport>[] = [];
  let next = 0;
  const fill = (): void => {
    for (; running.length < snapshot.readers + 1 && next < tasks.length; next++) {
      const task = tasks[next];
      if (task === undefined) continue;
      const report = snapshot.readRange(task);
      // Kept until its turn comes: a failure must not count as unhandled before that.
      report.catch(() => undefined);
      running.push(report);
    }
  };
  fill();
  for (let report = running.shift(); report !== undefined; report = running.shift()) {
    throwIfCancelled(signal);
    const value = await report;
    fill();
    yield value;
  }
}
