import type { CutPlan } from '../../src-shared/audit/retention.ts';
import type { Block } from './block.ts';
import type { LogSnapshot, Witness } from './ports.ts';
import { WINDOW } from './range.ts';

/** The last block that ends before the position and is not the newest. */
export async function borderBelow(
  snapshot: LogSnapshot,
  position: number,
  from: number,
): Promise<Block | null> {
  const newest = snapshot.lastBlock?.number ?? 0;
  for (
    let window = Math.floor(position / WINDOW) * WINDOW;
    window >= 0 && window + WINDOW > from;
    window -= WINDOW
  ) {
    const blocks = await snapshot.blocksBetween(window, window + WINDOW);
    const border = blocks.findLast(({ last, number }) => last < position && last >= from && number < newest);
    if (border !== undefined) return border;
  }
  return null;
}

/** Entries looked at a time. */
const PART = 65_536;

/** First position of an entry that did not happen before the moment; entries behind it stay, whatever their time. */
export async function firstSince(witness: Witness, from: number, moment: string): Promise<number> {
  const size = await witness.size();
  const limit = Date.parse(moment);
  for (let at = from; at < size; at += PART)
    for (const { position, header } of await witness.entries(at, Math.min(at + PART, size))) {
      const { occurredAt } = header;
      if (occurredAt !== '-infinity' && !(Date.parse(occurredAt ?? '') < limit)) return position;
    }
  return size;
}

export async function periodOf(witness: Witness, from: number, to: number): Promise<CutPlan['period']> {
  let first: string | null = null;
  let last: string | null = null;
  for (let at = from; at < to; at += PART)
    for (const { header } of await witness.entries(at, Math.min(at + PART, to))) {
      const time = header.occurredAt;
      if (time === null || Number.isNaN(Date.parse(time))) continue;
      if (first === null || Date.parse(time) < Date.parse(first)) first = time;
      if (last === null || Date.parse(time) > Date.parse(last)) last = time;
    }
  return first === null || last === null ? null : { from: first, to: last };
}
