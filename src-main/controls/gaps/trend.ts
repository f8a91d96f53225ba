import type { ControlReview, CycleSnapshot, ReviewConclusion } from '../../../src-shared/controls/cycles.ts';
import type { FrameworkTrend, TrendPoint } from '../../../src-shared/controls/gaps.ts';

/** A framework in one cycle. */
type Seen = { readonly snapshot: CycleSnapshot; readonly controls: ReadonlyMap<string, ControlReview> };

/** Two cycles that share less than this part of what is in scope now tell nothing of each other. */
const LEAST_IN_COMMON = 0.5;

/** From worst to best; what was not tested is neither. */
const RANK: Readonly<Record<ReviewConclusion, number | null>> = {
  'not-effective': 0,
  exception: 1,
  effective: 2,
  'not-tested': null,
};

/**
 * What requirements came to over the cycles, like with like: the same framework in the same version, and only requirements
 * that every cycle of the comparison had in scope. Earlier cycles count when they are locked and their lock holds. What is
 * not comparable is said with the reason, and nothing is left out in silence.
 *
 * @param earlier - in any order; those that ended after this one are not earlier
 */
export function trendOf(
  current: CycleSnapshot,
  earlier: readonly CycleSnapshot[],
): readonly FrameworkTrend[] {
  return current.cycle.versions.map((version) => {
    const now = seenIn(current, version.id);
    const notComparable: FrameworkTrend['notComparable'] = [];
    const used: Seen[] = [];
    const before = earlier
      .filter(({ cycle }) => cycle.id !== current.cycle.id && cycle.to <= current.cycle.to)
      .sort(
        (a, b) => a.cycle.to.localeCompare(b.cycle.to) || a.cycle.openedAt.localeCompare(b.cycle.openedAt),
      );
    for (const snapshot of before) {
      if (!snapshot.cycle.frameworks.includes(version.id)) continue;
      const then = seenIn(snapshot, version.id);
      const reason = whyNot(version, now, then);
      const { id: cycleId, name } = snapshot.cycle;
      if (reason === null) used.push(then);
      else notComparable.push({ cycleId, name, reason });
    }
    const all = [...used, now];
    const shared = [...now.controls.keys()].filter((id) => all.every(({ controls }) => controls.has(id)));
    const last = used.at(-1);
    const moved = (better: boolean): string[] =>
      last === undefined
        ? []
        : shared.filter((id) => {
            const [was, is] = [rankOf(last, id), rankOf(now, id)];
            return was !== null && is !== null && (better ? is > was : is < was);
          });
    return {
      ...{ framework: version.id, version: version.version, compared: shared.length },
      leftOut: [...now.controls.keys()].filter((id) => !shared.includes(id)),
      points: all.map((seen) => pointOf(seen, shared)),
      ...{ notComparable, better: moved(true), worse: moved(false) },
    };
  });
}

const seenIn = (snapshot: CycleSnapshot, framework: string): Seen => ({
  snapshot,
  controls: new Map(
    snapshot.controls
      .filter(({ requirement, scope }) => requirement.framework === framework && scope.state === 'in')
      .map((control) => [control.requirement.id, control]),
  ),
});

/** Why an earlier cycle cannot be compared; null when it can. */
function whyNot(
  version: CycleSnapshot['cycle']['versions'][number],
  now: Seen,
  { snapshot, controls }: Seen,
): string | null {
  const { lock, cycle } = snapshot;
  if (cycle.state !== 'locked' || lock === null) return 'It is not locked: it can still be changed.';
  if (lock.result !== 'intact')
    return lock.result === 'tampered'
      ? 'It was changed after it was locked.'
      : 'Whether its lock holds cannot be told.';
  const then = cycle.versions.find(({ id }) => id === version.id);
  if (then?.version !== version.version)
    return `It was reviewed against another version of the framework (${then?.version ?? 'unknown'}).`;
  if (then.sha256 !== version.sha256) return 'The framework had another text then.';
  const common = [...now.controls.keys()].filter((id) => controls.has(id)).length;
  return common === 0 || common < now.controls.size * LEAST_IN_COMMON
    ? `Only ${String(common)} of ${String(now.controls.size)} requirements were in scope then too.`
    : null;
}

const conclusionOf = ({ controls }: Seen, id: string): ReviewConclusion =>
  controls.get(id)?.conclusion ?? 'not-tested';
const rankOf = (seen: Seen, id: string): number | null => RANK[conclusionOf(seen, id)];

function pointOf(seen: Seen, shared: readonly string[]): TrendPoint {
  const count = (wanted: ReviewConclusion): number =>
    shared.filter((id) => conclusionOf(seen, id) === wanted).length;
  const { id: cycleId, name, from, to, state } = seen.snapshot.cycle;
  return {
    ...{ cycleId, name, from, to, locked: state === 'locked' },
    effective: count('effective'),
    exception: count('exception'),
    notEffective: count('not-effective'),
    notTested: count('not-tested'),
  };
}
