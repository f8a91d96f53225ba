import type { Finding } from '../../src-shared/audit/types.ts';
import type { Block } from './block.ts';
import type { Draft } from './draft.ts';
import { instantFromPostgres } from './entry.ts';
import type { LogSnapshot } from './ports.ts';
import { WINDOW } from './range.ts';
import { laterOf } from './time-order.ts';

/**
 * Says of each finding between which moments it can have happened. At the earliest after the last verification of this
 * depth that found its position intact; where there was none, after its block was sealed; else it is not known. At the
 * latest when it was seen.
 *
 * @param intact - the last verification at this level, or a deeper one, that found the log intact
 * @param now - RFC 3339
 */
export async function withMoments(
  drafts: readonly Draft[],
  intact: { readonly at: string; readonly size: number } | null,
  now: string,
  snapshot: LogSnapshot,
): Promise<readonly Finding[]> {
  const covered = (position: number | null): boolean =>
    intact !== null && (position === null || position < intact.size);
  const blocks = new Map<number, readonly Block[]>();
  const sealedAt = async (position: number): Promise<string | null> => {
    const window = Math.floor(position / WINDOW);
    const known =
      blocks.get(window) ?? (await snapshot.blocksBetween(window * WINDOW, (window + 1) * WINDOW));
    blocks.set(window, known);
    const block = known[lastBeginning(known, position)];
    if (block === undefined || block.last < position) return null;
    const instant = instantFromPostgres(BigInt(block.sealedAt));
    return instant.endsWith('Z') ? instant : null;
  };
  const findings: Finding[] = [];
  for (const draft of drafts) {
    const { position } = draft;
    const earliest = covered(position)
      ? (intact?.at ?? null)
      : position === null
        ? null
        : await sealedAt(position);
    // With a clock that was set back it would otherwise have happened after it was seen.
    findings.push({ ...draft, earliest, latest: earliest === null ? now : laterOf(now, earliest) });
  }
  return findings;
}

/** Index of the last block that begins at or before the position; −1 if none does. */
function lastBeginning(blocks: readonly Block[], position: number): number {
  let low = 0;
  let high = blocks.length;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if ((blocks[middle]?.first ?? 0) <= position) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
