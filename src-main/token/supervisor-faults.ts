import { Fault } from '../base/fault.ts';

/** The process ended by itself. */
export const crashed = (code: number | null): Fault =>
  new Fault(
    'module-crashed',
    `The token's software stopped unexpectedly${code === null ? '' : ` (exit code ${code})`}; what was under way was not finished.`,
    "Sign in again and repeat it. If it happens again, have IT update the token's software.",
  );

/** A call overran its limit. */
export const timedOut = (): Fault =>
  new Fault(
    'token-timeout',
    'The token did not answer in time, so its software was ended; what was under way was not finished.',
    'Take the token out, plug it in again, sign in and repeat it.',
  );

/** A call came after the end. */
export const endedOnPurpose = (): Fault =>
  new Fault('module-crashed', "The token's software has been closed.", 'Choose the token again and sign in.');
