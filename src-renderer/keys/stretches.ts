import type { KeyVersion } from '../../src-shared/keys/types.ts';

/** A stretch of a version's life: where it begins and how long it is, in per cent of the picture. */
export interface Stretch {
  readonly kind: 'waiting' | KeyVersion['state'];
  readonly from: number;
  readonly width: number;
}

/** Per cent of the picture; nothing shorter can be seen. */
const LEAST = 1.2;

/**
 * Makes short stretches wide enough to be seen, each beginning where the one before it ends; what does not fit to the right is
 * moved back from the edge.
 */
export function visible(stretches: readonly Stretch[]): readonly Stretch[] {
  const wide: Stretch[] = [];
  let end = 0;
  for (const stretch of stretches) {
    const from = Math.max(stretch.from, end);
    end = Math.max(from + LEAST, stretch.from + stretch.width);
    wide.push({ ...stretch, from, width: end - from });
  }
  let limit = 100;
  return wide
    .toReversed()
    .map((stretch) => {
      const to = Math.min(stretch.from + stretch.width, limit);
      const from = Math.min(stretch.from, to - LEAST);
      limit = from;
      return { ...stretch, from, width: to - from };
    })
    .toReversed();
}

/**
 * The life of a version as stretches of the picture.
 *
 * @param share - where an instant (milliseconds since 1970) lies, in per cent
 */
export function stretchesOf(
  version: KeyVersion,
  share: (at: number) => number,
  now: number,
): readonly Stretch[] {
  const created = Date.parse(version.createdAt);
  const activated = version.activatedAt === null ? null : Date.parse(version.activatedAt);
  const ended = version.endedAt === null ? null : Date.parse(version.endedAt);
  const between = (kind: Stretch['kind'], from: number, to: number): readonly Stretch[] =>
    to <= from ? [] : [{ kind, from: share(from), width: share(to) - share(from) }];
  if (activated === null) {
    const kind = version.state === 'pre-active' ? 'waiting' : version.state;
    return visible(between(kind, created, ended ?? now));
  }
  return visible([
    ...between('waiting', created, activated),
    ...between(version.state === 'suspended' ? 'suspended' : 'active', activated, ended ?? now),
    ...(ended === null ? [] : between(version.state, ended, now)),
  ]);
}
