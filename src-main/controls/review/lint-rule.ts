import type { LintFinding } from '../../../src-shared/controls/cycles.ts';

/** A rule that is broken, without the control that breaks it. */
export type Broken = Pick<LintFinding, 'rule' | 'level' | 'text'>;

/** What keeps the cycle from being locked. */
export const broken = (rule: LintFinding['rule'], text: string): Broken => ({ rule, level: 'error', text });

/** What somebody should look at. */
export const doubtful = (rule: LintFinding['rule'], text: string): Broken => ({
  rule,
  level: 'warning',
  text,
});

/** The rule, if it is broken. */
export const when = (found: boolean, one: Broken): readonly Broken[] => (found ? [one] : []);
