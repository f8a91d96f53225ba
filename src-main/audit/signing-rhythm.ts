import { parseCheckpoint } from './checkpoint.ts';
import type { StoredCheckpoint } from './ports.ts';

/** The monitor signs at the latest when the newest checkpoint is this old. Milliseconds. */
export const SIGN_AFTER_MS = 300_000;
/**
 * As {@link SIGN_AFTER_MS} where each signature wants the PIN typed: an officer who is asked every five minutes types it without
 * reading why. Milliseconds.
 */
export const ASK_AFTER_MS = 3_600_000;
/** So many entries that no checkpoint covers are signed at once. */
export const SIGN_AT = 4096;

/**
 * Whether the monitor signs now: a checkpoint in every cycle would be a million a year, each of which every verification
 * has to verify. Until then the witness vouches for the entries. An officer's own sealing signs always.
 *
 * @param size - entries witnessed
 * @param now - milliseconds since 1970
 * @param after - how old the newest checkpoint may be. Milliseconds
 */
export function isSigningDue(
  newest: StoredCheckpoint | null,
  size: number,
  now: number,
  after = SIGN_AFTER_MS,
): boolean {
  if (newest === null || size - newest.size >= SIGN_AT) return true;
  const time = parseCheckpoint(newest.note)?.body.time;
  const age = time === undefined ? after : now - Date.parse(time);
  // A clock that was set back is told by whoever signs.
  return age >= after || age < 0;
}
