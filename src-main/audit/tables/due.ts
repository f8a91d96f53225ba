import type { VerificationRun } from '../../../src-shared/audit/types.ts';

/**
 * Whether a table is to be verified in this cycle of the monitor: its time has come, or something in it differs.
 *
 * @param newest - its newest verification
 * @param verifyAfter - milliseconds after it
 * @param differing - rows that the take-over saw to differ
 * @param draw - draws at random; how many of the drawn rows differ
 */
export async function isDue(
  newest: VerificationRun | undefined,
  now: number,
  verifyAfter: number,
  differing: number,
  draw: () => Promise<number>,
): Promise<boolean> {
  // A whole reading leaves nothing to draw for.
  if (newest === undefined || now - Date.parse(newest.startedAt) >= verifyAfter) return true;
  const seen = differing + (await draw());
  // What was found once is found again at the next period, not at every cycle.
  return seen > 0 && newest.result !== 'tampered';
}
