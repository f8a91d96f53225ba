import type { PinState } from '../../src-shared/token/types.ts';
import { Fault } from '../base/fault.ts';
import { CKR, CryptokiError, pinLocked } from './answers.ts';
import type { Cryptoki, Handle, RawTokenInfo, User } from './cryptoki.ts';
import { hasPinPad, officerPinStateOf, pinLengths, pinStateOf } from './flags.ts';
import { loginFault, pinFinalTry, pinLength, pinRequired } from './login-answers.ts';
import type { Present } from './slots.ts';

const stateFor = (user: User, flags: number): PinState =>
  user === 'securityOfficer' ? officerPinStateOf(flags) : pinStateOf(flags);

/**
 * Refuses, before anything reaches the token, a PIN that could do harm or cannot be right.
 *
 * @throws Fault `pin-locked`, `pin-final-try`, `pin-required`, `pin-length`
 */
export function mayTry(info: RawTokenInfo, user: User, pin: string): void {
  const state = stateFor(user, info.flags);
  if (state === 'locked') throw pinLocked();
  if (state === 'final-try') throw pinFinalTry();
  if (pin === '') {
    // Without a reader's PIN pad an empty PIN counts as a wrong one.
    if (hasPinPad(info.flags)) return;
    throw pinRequired();
  }
  fits(info, pin);
}

/**
 * A PIN that is to be set. Empty leaves its choice to the reader's PIN pad.
 *
 * @throws Fault `pin-required`, `pin-length`
 */
export function mayBecome(info: RawTokenInfo, pin: string): void {
  if (pin !== '') fits(info, pin);
  else if (!hasPinPad(info.flags)) throw pinRequired();
}

/** @throws Fault `pin-length` */
function fits(info: RawTokenInfo, pin: string): void {
  const lengths = pinLengths(info);
  const bytes = Buffer.byteLength(pin);
  if (bytes < lengths.min || bytes > lengths.max) throw pinLength(lengths);
}

/**
 * One C_Login for one typed PIN; "already logged in" is as good as logged in.
 *
 * @throws Fault of `login-answers.ts`, its cause the CryptokiError
 */
export function tryPin(cryptoki: Cryptoki, token: Present, session: Handle, user: User, pin: string): void {
  try {
    cryptoki.login(session, user, pin);
  } catch (error) {
    if (!(error instanceof CryptokiError)) throw error;
    // For one operation there is no such thing as being logged in already.
    if (error.rv === CKR.userAlreadyLoggedIn && user !== 'context') return;
    throw loginFault(error, stateAfter(cryptoki, token, user));
  }
}

/**
 * One PIN judged by another call than C_Login, as C_InitToken and C_SetPIN do.
 *
 * @throws as {@link tryPin}
 */
export function judged<T>(cryptoki: Cryptoki, token: Present, user: User, call: () => T): T {
  try {
    return call();
  } catch (error) {
    if (!(error instanceof CryptokiError)) throw error;
    throw loginFault(error, stateAfter(cryptoki, token, user));
  }
}

function stateAfter(cryptoki: Cryptoki, { slot }: Present, user: User): PinState {
  try {
    return stateFor(user, cryptoki.tokenInfo(slot).flags);
  } catch {
    return 'ok';
  }
}

/** Whether a fault is one that `login-answers.ts` made of an answer of the module. */
export const isAnswer = (error: unknown): error is Fault & { readonly cause: CryptokiError } =>
  error instanceof Fault && error.cause instanceof CryptokiError;
