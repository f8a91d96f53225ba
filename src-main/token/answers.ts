import { Fault } from '../base/fault.ts';

/** CK_RV values that we tell apart (PKCS#11 v2.40 §5.1). */
export const CKR = {
  slotIdInvalid: 0x3,
  generalError: 0x5,
  functionFailed: 0x6,
  argumentsBad: 0x7,
  attributeReadOnly: 0x10,
  attributeSensitive: 0x11,
  attributeTypeInvalid: 0x12,
  attributeValueInvalid: 0x13,
  deviceError: 0x30,
  deviceMemory: 0x31,
  deviceRemoved: 0x32,
  functionCanceled: 0x50,
  functionNotSupported: 0x54,
  keyHandleInvalid: 0x60,
  keyFunctionNotPermitted: 0x68,
  mechanismInvalid: 0x70,
  mechanismParamInvalid: 0x71,
  objectHandleInvalid: 0x82,
  pinIncorrect: 0xa0,
  pinInvalid: 0xa1,
  pinLenRange: 0xa2,
  pinExpired: 0xa3,
  pinLocked: 0xa4,
  sessionClosed: 0xb0,
  sessionCount: 0xb1,
  sessionHandleInvalid: 0xb3,
  templateIncomplete: 0xd0,
  templateInconsistent: 0xd1,
  tokenNotPresent: 0xe0,
  tokenNotRecognized: 0xe1,
  tokenWriteProtected: 0xe2,
  userAlreadyLoggedIn: 0x100,
  userNotLoggedIn: 0x101,
  userPinNotInitialized: 0x102,
  cryptokiAlreadyInitialized: 0x191,
  cantLock: 0xa,
} as const;

/** An answer of the module other than CKR_OK. The arguments of the call are never part of it. */
export class CryptokiError extends Error {
  override readonly name = 'CryptokiError';
  /** CK_RV, or -1 when the native layer itself refused the call. */
  readonly rv: number;
  /** Function, as `C_Sign`. */
  readonly call: string;

  constructor(rv: number, call: string) {
    super(`${call}: ${nameOf(rv)}`);
    this.rv = rv;
    this.call = call;
  }
}

const NAMES: ReadonlyMap<number, string> = new Map<number, string>([
  [CKR.slotIdInvalid, 'slot not valid'],
  [CKR.generalError, 'general error'],
  [CKR.functionFailed, 'function failed'],
  [CKR.deviceError, 'device error'],
  [CKR.deviceMemory, 'no memory left on the device'],
  [CKR.deviceRemoved, 'device removed'],
  [CKR.functionCanceled, 'cancelled'],
  [CKR.functionNotSupported, 'not supported'],
  [CKR.keyFunctionNotPermitted, 'key not permitted for this'],
  [CKR.mechanismInvalid, 'mechanism not supported'],
  [CKR.sessionCount, 'no session free'],
  [CKR.tokenNotPresent, 'token not present'],
  [CKR.tokenNotRecognized, 'token not recognised'],
  [CKR.tokenWriteProtected, 'token write-protected'],
  [CKR.userNotLoggedIn, 'not signed in'],
]);

function nameOf(rv: number): string {
  if (rv < 0) return 'refused before the call';
  const hex = `0x${rv.toString(16).padStart(8, '0')}`;
  const name = NAMES.get(rv);
  return name === undefined ? hex : `${hex}, ${name}`;
}

/**
 * The native layer's errors in one form. Some of its calls throw a plain Error that reads `CKR_X:123`; those it has no
 * name for are all called CKR_VENDOR_DEFINED, so only the number counts.
 */
export function cryptokiError(error: unknown, call: string): CryptokiError {
  if (error instanceof CryptokiError) return error;
  if (!(error instanceof Error)) return new CryptokiError(-1, call);
  if ('code' in error && typeof error.code === 'number' && error.code > 0)
    return new CryptokiError(error.code, call);
  const match = /CKR_\w+:(\d+)/.exec(error.message);
  return new CryptokiError(match?.[1] === undefined ? -1 : Number(match[1]), call);
}

const REMOVED: ReadonlySet<number> = new Set([
  CKR.deviceRemoved,
  CKR.tokenNotPresent,
  CKR.tokenNotRecognized,
  CKR.slotIdInvalid,
]);

/** The token is gone: drop its sessions and ask for it. */
export const isRemoval = (rv: number): boolean => REMOVED.has(rv);

const SESSION_LOST: ReadonlySet<number> = new Set([
  CKR.sessionClosed,
  CKR.sessionHandleInvalid,
  CKR.userNotLoggedIn,
]);

/** The session or the sign-in is gone; only a fresh PIN brings it back. */
export const isSessionLoss = (rv: number): boolean => SESSION_LOST.has(rv);

const FATAL: ReadonlySet<number> = new Set([CKR.generalError, CKR.functionFailed, CKR.deviceError]);

/** The module cannot be trusted to work on: end and begin it anew. */
export const isFatal = (rv: number): boolean => FATAL.has(rv);

export const tokenAbsent = (): Fault =>
  new Fault(
    'token-absent',
    'The signing token is not connected.',
    'Plug the token in, wait for its light, and try again.',
  );

export const tokenRemoved = (cause?: unknown): Fault =>
  new Fault(
    'token-removed',
    'The signing token was taken out while it was in use; nothing was signed.',
    'Plug the token in, sign in again, and repeat what you were doing.',
    cause,
  );

export const notSignedIn = (cause?: unknown): Fault =>
  new Fault(
    'not-signed-in',
    'You are not signed in to the token.',
    'Sign in with your PIN, then try again.',
    cause,
  );

export const keyMissing = (cause?: unknown): Fault =>
  new Fault(
    'key-missing',
    'The signing key is not on this token.',
    'Plug in the token that was set up for signing, or choose another key in the settings.',
    cause,
  );

export const keyUnsafe = (): Fault =>
  new Fault(
    'key-unsafe',
    'The signing key could be copied off the token, so its signatures would prove nothing.',
    'Have IT make a new key on the token that cannot leave it, with a new certificate.',
  );

/** For a key with CKA_ALWAYS_AUTHENTICATE that was used without the PIN. */
export const pinEachTime = (): Fault =>
  new Fault(
    'pin-required',
    'This key asks for the PIN before every single signature; nothing was signed.',
    'Sign where you can type the PIN, or use a key that stays open after signing in.',
  );

const tokenError = (what: string, remedy: string, cause: unknown): Fault =>
  new Fault('token-error', what, remedy, cause);

/** The fault for an answer of the module; `C_Login` has its own, see `login-answers.ts`. */
export function faultFor(error: CryptokiError): Fault {
  const { rv } = error;
  if (isRemoval(rv)) return tokenRemoved(error);
  if (isSessionLoss(rv)) return notSignedIn(error);
  switch (rv) {
    case CKR.keyHandleInvalid:
    case CKR.objectHandleInvalid:
      return keyMissing(error);
    case CKR.functionCanceled:
      return new Fault(
        'cancelled',
        'The request was cancelled on the token or its reader.',
        'Try again.',
        error,
      );
    case CKR.deviceMemory:
      return tokenError(
        'The token has no memory left.',
        'Have IT remove keys or certificates that are no longer needed from the token.',
        error,
      );
    case CKR.sessionCount:
      return tokenError(
        'The token takes no further program: too many are using it.',
        'Close other programs that use the token, then try again.',
        error,
      );
    case CKR.tokenWriteProtected:
      return tokenError('The token is write-protected.', 'Use a token that can be written to.', error);
    case CKR.pinLocked:
      return pinLocked(error);
    case CKR.pinExpired:
      return pinExpired(error);
    case CKR.functionNotSupported:
    case CKR.mechanismInvalid:
    case CKR.mechanismParamInvalid:
    case CKR.keyFunctionNotPermitted:
      return tokenError(
        `The token cannot do what was asked with this key (${error.message}).`,
        'Choose a token and key made for signing, with ECDSA P-256, P-384 or RSA.',
        error,
      );
    default:
      return tokenError(
        `The token or its software reported an error (${error.message}).`,
        'Take the token out, plug it in again and sign in. If it happens again, give this message to your IT department.',
        error,
      );
  }
}

export const pinExpired = (cause?: unknown): Fault =>
  new Fault(
    'pin-expired',
    'The PIN of this token has expired or must be changed before first use.',
    'Change the PIN with the program that came with the token, then sign in.',
    cause,
  );

export const ISSUER = 'Have the PIN checked or reset by whoever issued the token.';

export const pinLocked = (cause?: unknown): Fault =>
  new Fault('pin-locked', 'The token is locked: too many wrong PINs were entered.', ISSUER, cause);
