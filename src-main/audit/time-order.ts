import { Fault } from '../base/fault.ts';
import { parseCheckpoint } from './checkpoint.ts';
import { everyCheckpoint } from './checkpoints.ts';
import type { Witness } from './ports.ts';

/** Clocks of two machines may differ this much without anybody having set one back. Milliseconds. */
export const TOLERANCE_MS = 2000;

/** Time of the newest checkpoint; null without one. RFC 3339. */
export async function newestSigned(
  witness: Pick<Witness, 'newestCheckpoint' | 'checkpoints'>,
): Promise<string | null> {
  const newest = await witness.newestCheckpoint();
  const time = newest === null ? null : parseCheckpoint(newest.note)?.body.time;
  if (time !== undefined) return time;
  // The newest cannot be read: the order of those before it still holds.
  let latest: string | null = null;
  for await (const { note } of everyCheckpoint(witness)) latest = parseCheckpoint(note)?.body.time ?? latest;
  return latest;
}

/** The later of two moments. RFC 3339. */
export const laterOf = (one: string, other: string): string =>
  Date.parse(other) > Date.parse(one) ? other : one;

/**
 * Sentence for a run whose clock stands before what was recorded earlier, or null. Whoever sets a clock back can make a
 * change look older than it is.
 *
 * @param recorded - moments that are past for certain, RFC 3339
 */
export function clockRemark(now: string, recorded: readonly (string | null)[]): string | null {
  const newest = recorded.reduce<string>((latest, at) => (at === null ? latest : laterOf(latest, at)), now);
  return Date.parse(newest) - Date.parse(now) <= TOLERANCE_MS
    ? null
    : `This computer's clock says ${now}, but ${newest} was recorded before: it was set back, or another clock was ahead. The moments in this run cannot be relied on.`;
}

/**
 * The time for a signature: never before that of an earlier one, which would make the order of what was signed a lie.
 *
 * @param sentence - what was not done, without a full stop
 * @throws Fault `clock-behind`
 */
export async function notBefore(
  now: string,
  witness: Pick<Witness, 'newestCheckpoint' | 'checkpoints'>,
  sentence: string,
): Promise<string> {
  const newest = await newestSigned(witness);
  if (newest !== null && Date.parse(now) < Date.parse(newest))
    throw new Fault(
      'clock-behind',
      `${sentence}: this computer's clock says ${now}, and the newest checkpoint was signed at ${newest}. The clock was set back, or it was ahead then.`,
      'Set the clock right (automatic time is best) and try again. If the clock is right now, it was ahead when that checkpoint was signed: signing is possible again from that time on.',
    );
  return now;
}
