import type { Verdict } from '../../src-shared/audit/types.ts';

/** Exit codes of the command line. */
export const EXIT = {
  fine: 0,
  /** Usage or operational error: nothing was found out. */
  error: 1,
  /** Tampering, or a check that failed. */
  tampered: 2,
  /** Could not tell. */
  unknown: 3,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** The exit code for a verdict. */
export const exitOf = (verdict: Verdict): ExitCode =>
  verdict === 'intact' ? EXIT.fine : verdict === 'tampered' ? EXIT.tampered : EXIT.unknown;
