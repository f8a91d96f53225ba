import { Fault } from '../base/fault.ts';
import { parseCheckpoint } from './checkpoint.ts';
import type { Witness } from './ports.ts';

/** Clocks of two machines may differ this much without anybody having set one back. Milliseconds. */
export const TOLERANCE_MS = 2000;

/** Time of the newest checkpoint; null without one. RFC 3339. */
export async function newestSigned(witness: Pick<Witness, 'checkpoints'>): Promise<string | null> {
  const times = (await witness.checkpoints()).flatMap(({ note }) => parseCheckpoint(note)?.body.time ?? []);
  return times.reduce<string | null>(
    (latest, time) => (latest === null || Date.parse(time) > Date.parse(latest) ? time : latest),
    null,
  );
}

/**
 * The time for a signature: never before that of an earlier one, which would make the order of what was signed a lie.
 *
 * @param sentence - what was not done, without a full stop
 * @throws Fault `clock-behind`
 */
export async function notBefore(
  now: string,
  witness: Pick<Witness, 'checkpoints'>,
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
