import type { PinState, TokenInfo } from '../../src-shared/token/types.ts';
import type { RawTokenInfo } from './cryptoki.ts';

/** CKF_* of CK_TOKEN_INFO (PKCS#11 v2.40 §3.2, table 6). */
export const TOKEN_FLAG = {
  loginRequired: 0x4,
  userPinInitialised: 0x8,
  pinPad: 0x100,
  countLow: 0x1_0000,
  finalTry: 0x2_0000,
  locked: 0x4_0000,
  toBeChanged: 0x8_0000,
  writeProtected: 0x2,
  initialised: 0x400,
  officerCountLow: 0x10_0000,
  officerFinalTry: 0x20_0000,
  officerLocked: 0x40_0000,
  officerToBeChanged: 0x80_0000,
} as const;

const has = (flags: number, flag: number): boolean => (flags & flag) !== 0;

/** The state of the user PIN as the token's flags tell, the most serious first. */
export function pinStateOf(flags: number): PinState {
  if (has(flags, TOKEN_FLAG.locked)) return 'locked';
  if (has(flags, TOKEN_FLAG.finalTry)) return 'final-try';
  if (!has(flags, TOKEN_FLAG.userPinInitialised)) return 'not-initialised';
  if (has(flags, TOKEN_FLAG.countLow)) return 'count-low';
  return has(flags, TOKEN_FLAG.toBeChanged) ? 'to-be-changed' : 'ok';
}

/** The state of the security officer's PIN, likewise. */
export function officerPinStateOf(flags: number): PinState {
  if (has(flags, TOKEN_FLAG.officerLocked)) return 'locked';
  if (has(flags, TOKEN_FLAG.officerFinalTry)) return 'final-try';
  if (has(flags, TOKEN_FLAG.officerCountLow)) return 'count-low';
  return has(flags, TOKEN_FLAG.officerToBeChanged) ? 'to-be-changed' : 'ok';
}

/** Can neither be signed in to nor written to: a module's show of its own algorithms, which holds nobody's key. */
export const holdsNoKeys = (flags: number): boolean =>
  has(flags, TOKEN_FLAG.writeProtected) && !has(flags, TOKEN_FLAG.loginRequired);

/** Was never set up, or says so. */
export const isBlank = (info: RawTokenInfo): boolean =>
  isUnnamed(info) ||
  // Some modules never set the first flag.
  (!has(info.flags, TOKEN_FLAG.initialised) && !has(info.flags, TOKEN_FLAG.userPinInitialised));

/** An empty slot of a software token, or a card without a name. */
export const isUnnamed = (info: RawTokenInfo): boolean => info.serial === '' && info.label === '';

/** The reader has its own PIN pad or the vendor's software asks for the PIN (CKF_PROTECTED_AUTHENTICATION_PATH). */
export const hasPinPad = (flags: number): boolean => has(flags, TOKEN_FLAG.pinPad);

/** Tokens answer nonsense for "unknown" (0, or all bits set). */
const LONGEST_PIN = 255;

/** The lengths of a PIN in bytes that the token takes. */
export function pinLengths(info: RawTokenInfo): { readonly min: number; readonly max: number } {
  const max = info.pinMax >= 1 && info.pinMax <= LONGEST_PIN ? info.pinMax : LONGEST_PIN;
  return { min: info.pinMin >= 0 && info.pinMin <= max ? info.pinMin : 0, max };
}

/** What the officer may know of a token. */
export function describeToken(info: RawTokenInfo, signedIn: boolean): TokenInfo {
  const { min, max } = pinLengths(info);
  return {
    serial: info.serial,
    label: info.label,
    manufacturer: info.manufacturer,
    model: info.model,
    pin: pinStateOf(info.flags),
    pinPad: hasPinPad(info.flags),
    pinMin: min,
    pinMax: max,
    signedIn,
  };
}
