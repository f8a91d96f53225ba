/**
 * Chance that a draw of `drawn` different entries out of `size`, each as likely as the others, misses one given entry:
 * 1 − drawn / size.
 */
export const chanceMissed = (size: number, drawn: number): number =>
  size <= 0 ? 1 : Math.max(0, 1 - drawn / size);

/**
 * Chance that one altered entry, any of `size` with the same likelihood, altered when the sweep began, was seen since:
 * 1 − (1 − reread / size) · missed. The sweep sees it if it came by its position; independently of that, the random
 * draws miss it with the product of their {@link chanceMissed}.
 *
 * @param reread - entries the sweep has read since it began
 * @param missed - product of {@link chanceMissed} over the draws since then; 1 when there was none
 */
export function chanceSeen(size: number, reread: number, missed: number): number {
  if (size <= 0) return 0;
  const unread = Math.max(0, 1 - reread / size);
  return Math.min(1, Math.max(0, 1 - unread * missed));
}
