import type { Rotation } from '../../src-shared/keys/types.ts';

/** When a key is exchanged; whichever comes first. */
export type RotationPolicy = {
  readonly days: number;
  readonly operations: number;
  /** From this age on it is warned. */
  readonly warnDays: number;
  /** From this share of the operations on it is warned. */
  readonly warnShare: number;
};

/** Stricter than the cryptoperiods of SP 800-57 §5.3.6, which are one to three years. */
export const ROTATION: RotationPolicy = { days: 90, operations: 10_000, warnDays: 75, warnShare: 0.8 };

const DAY_MS = 86_400_000;

/**
 * How near a version of a key is to its exchange.
 *
 * @param activatedAt - RFC 3339; null while it was never in use
 * @param now - milliseconds since 1970
 */
export function rotationOf(
  { activatedAt, operations }: { readonly activatedAt: string | null; readonly operations: number },
  now: number,
  policy: RotationPolicy = ROTATION,
): Rotation {
  const begun = activatedAt === null ? null : Date.parse(activatedAt);
  // A clock that was set back makes no key younger than new.
  const age = begun === null ? 0 : Math.max(0, now - begun);
  const usesLeft = Math.max(0, policy.operations - operations);
  const common = {
    ageDays: Math.floor(age / DAY_MS),
    usesLeft,
    rotateBy: begun === null ? null : new Date(begun + policy.days * DAY_MS).toISOString(),
  };
  if (age >= policy.days * DAY_MS) return { status: 'due', by: 'age', ...common };
  if (usesLeft === 0) return { status: 'due', by: 'count', ...common };
  if (age >= policy.warnDays * DAY_MS) return { status: 'soon', by: 'age', ...common };
  if (operations >= policy.operations * policy.warnShare) return { status: 'soon', by: 'count', ...common };
  return { status: 'fresh', by: null, ...common };
}
