import { BUNDLE_LIMITS } from '../../src-shared/review/types.ts';

/** Numbers of entries as they were typed, such as `1200, 1300-1310`; and what is wrong with them. */
export function readEntries(text: string): {
  readonly numbers: readonly number[];
  readonly problem: string | null;
} {
  const numbers = new Set<number>();
  for (const part of text.split(',').map((each) => each.trim())) {
    if (part === '') continue;
    const [, first, last] = /^(\d{1,15})(?:\s*[-–]\s*(\d{1,15}))?$/.exec(part) ?? [];
    if (first === undefined)
      return { numbers: [], problem: `“${part.slice(0, 40)}” is not the number of an entry.` };
    const [from, to] = [Number(first), Number(last ?? first)];
    if (to < from) return { numbers: [], problem: 'Give the smaller number of a range first.' };
    if (numbers.size + to - from >= BUNDLE_LIMITS.entries)
      return {
        numbers: [],
        problem: `A bundle holds at most ${BUNDLE_LIMITS.entries.toLocaleString('en-US')} entries.`,
      };
    for (let entry = from; entry <= to; entry++) numbers.add(entry);
  }
  return { numbers: [...numbers], problem: null };
}
