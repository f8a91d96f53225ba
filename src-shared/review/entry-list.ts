import { BUNDLE_LIMITS } from './types.ts';

/** Numbers of entries as they were typed, such as `1200, 1300-1310`, each once; and what is wrong with them. */
export function readEntries(typed: string): {
  readonly numbers: readonly number[];
  /** One sentence for whoever typed it; null when nothing is wrong. */
  readonly problem: string | null;
} {
  const numbers = new Set<number>();
  for (const part of typed.split(',').map((each) => each.trim())) {
    if (part === '') continue;
    const [, first, last] = /^(-?\d{1,16})(?:\s*[-–]\s*(-?\d{1,16}))?$/.exec(part) ?? [];
    const [from, to] = [Number(first), Number(last ?? first)];
    if (!Number.isSafeInteger(from) || !Number.isSafeInteger(to))
      return wrong(`“${part.slice(0, 40)}” is not the number of an entry.`);
    if (to < from) return wrong('Give the smaller number of a range first.');
    if (to - from >= BUNDLE_LIMITS.entries) return wrong(TOO_MANY);
    for (let entry = from; entry <= to; entry++) numbers.add(entry);
    if (numbers.size > BUNDLE_LIMITS.entries) return wrong(TOO_MANY);
  }
  return { numbers: [...numbers], problem: null };
}

const TOO_MANY = `A bundle holds at most ${BUNDLE_LIMITS.entries.toLocaleString('en-US')} entries.`;
const wrong = (problem: string): ReturnType<typeof readEntries> => ({ numbers: [], problem });
