import { Fault } from '../base/fault.ts';

/** Sealed and witnessed, and nobody there to sign. */
export const notSignedIn = (): Fault =>
  new Fault(
    'not-signed-in',
    'The entries were sealed and witnessed, but no checkpoint was signed: nobody is signed in to the token.',
    'Sign in and seal again; then a signature vouches for them.',
  );

/** As {@link notSignedIn} for a table without the guard schema. */
export const rowsNotSignedIn = (): Fault =>
  new Fault(
    'not-signed-in',
    'The rows were taken over, but no checkpoint was signed: nobody is signed in to the token.',
    'Sign in and take over again; then a signature vouches for them.',
  );

/** Sealed and witnessed; the key asks for the PIN, and nobody asked for a signature. */
export const waitsForPin = (): Fault =>
  new Fault(
    'pin-required',
    'The checkpoint waits for your PIN: your key asks for the PIN before each signature, so nothing is signed with it by the way.',
    'Sign what waits on the page Overview, or with `seal` on the command line.',
  );

/** Somebody else seals: what they seal is taken over all the same. */
export function unlessBusy(error: unknown): number {
  if (error instanceof Fault && error.code === 'seal-busy') return 0;
  throw error;
}

const OWN_CONTRADICTION: readonly string[] = [
  'checkpoint-inconsistent',
  'cancelled',
  'cache-unreadable',
  'disk-full',
];

/** A token that fails is no reason to stop verifying. @throws what has nothing to do with the token */
export function unsignable(error: unknown): Fault {
  if (error instanceof Fault && !OWN_CONTRADICTION.includes(error.code)) return error;
  throw error;
}
