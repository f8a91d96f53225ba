import { groundsOf } from '../../src-shared/rights/grounds.ts';
import type { CaseType } from '../../src-shared/rights/words.ts';

/** The grounds of a right as choices; only those that need a professional, when asked for. */
export const groundOptions = (type: CaseType, licensed = false): readonly (readonly [string, string])[] =>
  groundsOf(type)
    .filter((ground) => !licensed || ground.licensed)
    .map(({ code, words, basis }) => [code, `${code}: ${words} (${basis})`]);
