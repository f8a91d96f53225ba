import type { PinState } from '../../src-shared/token/types.ts';
import { Fault } from '../base/fault.ts';
import { CKR, faultFor, ISSUER, pinExpired, pinLocked, type CryptokiError } from './answers.ts';

export const pinFinalTry = (): Fault =>
  new Fault(
    'pin-final-try',
    'Only one try is left before the token locks itself, so no PIN was sent to it.',
    `Do not try again here. ${ISSUER}`,
  );

export const pinRequired = (): Fault =>
  new Fault('pin-required', 'No PIN was entered.', 'Type the PIN of the token, then sign in.');

/** Says the lengths that are allowed, never the one that was typed. */
export const pinLength = (lengths: { readonly min: number; readonly max: number }): Fault =>
  new Fault(
    'pin-length',
    `This token takes PINs of ${lengths.min} to ${lengths.max} characters; what was typed was not sent to it.`,
    'Type the whole PIN. This did not use up a try.',
  );

// PKCS#11 has no counter of tries, only these hints, and some tokens give none.
const TRIES: Readonly<Record<PinState, string>> = {
  ok: 'It does not report that tries are running low, but tokens do not tell the exact number.',
  'not-initialised': 'It reports that no PIN has been set.',
  'to-be-changed': 'It does not report that tries are running low, but tokens do not tell the exact number.',
  'count-low':
    'It reports that tries are running low; tokens do not tell the exact number, many allow three.',
  'final-try': 'It reports that one try is left: the next wrong PIN would lock it.',
  locked: 'It reports that it is now locked.',
};

const pinWrong = (after: PinState, cause: CryptokiError): Fault =>
  new Fault(
    'pin-wrong',
    `The token refused the PIN. ${TRIES[after]}`,
    after === 'final-try'
      ? `Do not try again here. ${ISSUER}`
      : 'Check the PIN and the token, then type it again.',
    cause,
  );

/**
 * The fault for a refused C_Login.
 *
 * @param after - the PIN's state as the flags tell after the call; `ok` when they could not be read
 */
export function loginFault(error: CryptokiError, after: PinState): Fault {
  switch (error.rv) {
    case CKR.pinIncorrect:
    case CKR.pinInvalid:
      return after === 'locked' ? pinLocked(error) : pinWrong(after, error);
    case CKR.pinLenRange:
      // The token itself judged the PIN: some count this as a wrong one.
      return pinWrong(after, error);
    case CKR.pinLocked:
      return pinLocked(error);
    case CKR.pinExpired:
      return pinExpired(error);
    case CKR.userPinNotInitialized:
      return new Fault(
        'token-error',
        'No PIN has been set on this token yet.',
        'Have IT set up the token before it is used for signing.',
        error,
      );
    case CKR.generalError:
    case CKR.functionFailed:
      return new Fault(
        'token-error',
        `The token did not say whether the PIN was right (${error.message}). It may have counted as a wrong try.`,
        'Check the PIN, take the token out and plug it in again, then sign in.',
        error,
      );
    default:
      return faultFor(error);
  }
}
