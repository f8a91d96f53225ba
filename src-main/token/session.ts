import type { TokenInfo } from '../../src-shared/token/types.ts';
import type { Fault } from '../base/fault.ts';
import {
  CKR,
  CryptokiError,
  faultFor,
  isFatal,
  isRemoval,
  isSessionLoss,
  notSignedIn,
  tokenAbsent,
  tokenRemoved,
} from './answers.ts';
import type { Cryptoki, Handle } from './cryptoki.ts';
import { type DataKeyMemory, dataKeyMemory } from './data-keys.ts';
import { describeToken, isBlank, isUnnamed } from './flags.ts';
import { isAnswer, mayTry, tryPin } from './login.ts';
import type { OpenSession } from './objects.ts';
import type { SigningKey } from './signing.ts';
import { findToken, onlyUnnamed, type Present, slotsOf } from './slots.ts';

/** Milliseconds between two new beginnings for a token that is missing; beginning anew is not free. */
const BETWEEN_LOOKS = 1000;

/**
 * What is open on a token. `login` carries the sign-in and nothing else ever runs on it, so that an operation that goes
 * wrong costs only the work session.
 */
type Held = {
  readonly login: Handle;
  work: Handle | undefined;
  readonly keys: Map<string, SigningKey>;
  readonly dataKeys: DataKeyMemory;
};

/** Work on a signed-in token. */
export type TokenWork = OpenSession & {
  /** Keys found in this session, by id; forgotten with it. */
  readonly keys: Map<string, SigningKey>;
  /** Data keys in memory; overwritten when the officer signs out or the session breaks. */
  readonly dataKeys: DataKeyMemory;
  /** The token as it is now. @throws CryptokiError when it is gone */
  readonly token: () => Present;
};

/** Tokens of one module, found by serial number, and the sessions on them. Every call blocks. */
export interface TokenSessions {
  list(): readonly TokenInfo[];
  /** @throws Fault; see `TokenModule.signIn` */
  signIn(serial: string, pin: string): void;
  signOut(serial: string): void;
  /** Tokens that were never set up. @throws Fault `token-error` */
  blanks(): readonly Present[];
  /** Looks at a token, signed in or not. @throws Fault `token-absent`, `token-error` */
  look<T>(serial: string, work: (token: Present) => T): T;
  /**
   * Runs work that needs the token's slot and no open session on it: whoever is signed in is signed out.
   * @throws Fault `token-absent`, `token-removed`, `token-error`, and what the work throws
   */
  alone<T>(serial: string, work: (token: Present) => T): T;
  /**
   * Runs work in a session of a signed-in token; never a second time.
   * @throws Fault `not-signed-in`, `token-absent`, `token-removed`, `token-error` and what the work throws
   */
  use<T>(serial: string, work: (open: TokenWork) => T, options?: { readonly writable: boolean }): T;
  close(): void;
}

export function tokenSessions(cryptoki: Cryptoki): TokenSessions {
  const held = new Map<string, Held>();
  /** Serial numbers that were there at some time. */
  const seen = new Set<string>();
  let begun = -Infinity;
  let broken = false;

  const closeWork = (entry: Held): void => {
    if (entry.work !== undefined) cryptoki.closeSession(entry.work);
    entry.work = undefined;
    entry.keys.clear();
    entry.dataKeys.wipe();
  };
  const drop = (serial: string): void => {
    const entry = held.get(serial);
    held.delete(serial);
    if (entry === undefined) return;
    closeWork(entry);
    cryptoki.closeSession(entry.login);
  };
  const restart = (): void => {
    for (const { dataKeys } of held.values()) dataKeys.wipe();
    held.clear();
    begun = performance.now();
    cryptoki.restart();
    broken = false;
  };
  const ready = (): void => {
    if (broken) restart();
  };

  const present = (): readonly Present[] => slotsOf(cryptoki).filter(({ info }) => !isUnnamed(info));
  const find = (serial: string): Present | undefined => findToken(present(), serial);
  /** Some modules see only tokens that were in when they began: with nothing to lose, begin anew and look again. */
  const lookAgain = (): boolean => {
    if (held.size > 0) return false;
    restart();
    return true;
  };
  const isPresent = (serial: string): boolean => {
    try {
      return find(serial) !== undefined;
    } catch {
      return false;
    }
  };

  /** Puts the sessions in order after an unexpected answer and says what happened. */
  const settle = (serial: string, error: CryptokiError): Fault => {
    const entry = held.get(serial);
    // An operation that failed may still be active: its session is not used again.
    if (entry !== undefined) closeWork(entry);
    const gone = isRemoval(error.rv) || !isPresent(serial);
    if (gone || isSessionLoss(error.rv)) drop(serial);
    if (isFatal(error.rv)) {
      for (const other of [...held.keys()]) drop(other);
      broken = true;
    }
    return gone ? tokenRemoved(error) : faultFor(error);
  };
  const guarded = <T>(serial: string, work: () => T): T => {
    try {
      return work();
    } catch (error) {
      if (error instanceof CryptokiError) throw settle(serial, error);
      // A refused PIN leaves the operation it was for active.
      if (isAnswer(error)) settle(serial, error.cause);
      throw error;
    }
  };
  const plain = <T>(work: () => T): T => {
    try {
      ready();
      return work();
    } catch (error) {
      if (!(error instanceof CryptokiError)) throw error;
      if (isFatal(error.rv)) broken = true;
      throw faultFor(error);
    }
  };

  return {
    list: () =>
      plain(() => {
        let found = present();
        const missing = [...seen].some((serial) => !found.some(({ info }) => info.serial === serial));
        if (missing && performance.now() - begun > BETWEEN_LOOKS && lookAgain()) found = present();
        const serials = new Set(found.map(({ info }) => info.serial));
        for (const serial of serials) seen.add(serial);
        // Its sessions died with it, even if it is back before anybody signs.
        for (const serial of held.keys()) if (!serials.has(serial)) drop(serial);
        return found.map(({ info }) => describeToken(info, held.has(info.serial)));
      }),
    signIn: (serial, pin) => {
      plain(() => {
        const token = find(serial) ?? (lookAgain() ? find(serial) : undefined);
        if (token === undefined) throw tokenAbsent();
        mayTry(token.info, 'user', pin);
        // While signed in the module would take any PIN: the typed one must be judged.
        if (held.has(serial)) signOut(serial);
        const session = cryptoki.openSession(token.slot, false);
        logIn(session, token, pin);
        held.set(serial, { login: session, work: undefined, keys: new Map(), dataKeys: dataKeyMemory() });
      });
    },
    signOut: (serial) => {
      plain(() => {
        signOut(serial);
      });
    },
    use: (serial, work, options = { writable: false }) =>
      plain(() => {
        const entry = held.get(serial);
        if (entry === undefined) throw isPresent(serial) ? notSignedIn() : tokenAbsent();
        return guarded(serial, () => {
          const token = (): Present => presentOn(serial);
          if (!options.writable) {
            entry.work ??= cryptoki.openSession(token().slot, false);
            const { keys, dataKeys } = entry;
            return work({ cryptoki, session: entry.work, keys, dataKeys, token });
          }
          const session = cryptoki.openSession(token().slot, true);
          try {
            return work({ cryptoki, session, keys: new Map(), dataKeys: dataKeyMemory(), token });
          } finally {
            cryptoki.closeSession(session);
          }
        });
      }),
    blanks: () => plain(() => slotsOf(cryptoki).filter(({ info }) => isBlank(info))),
    look: (serial, work) =>
      plain(() => {
        const token = find(serial);
        if (token === undefined) throw tokenAbsent();
        return work(token);
      }),
    alone: (serial, work) =>
      plain(() => {
        const everything = slotsOf(cryptoki);
        const token = serial === '' ? onlyUnnamed(everything) : findToken(everything, serial);
        if (token === undefined) throw tokenAbsent();
        signOut(serial);
        // It may come out of this with another serial number.
        seen.delete(serial);
        return guarded(serial, () => work(token));
      }),
    close: () => {
      for (const serial of [...held.keys()]) drop(serial);
      cryptoki.finalize();
    },
  };

  function logIn(session: Handle, token: Present, pin: string): void {
    try {
      tryPin(cryptoki, token, session, 'user', pin);
    } catch (error) {
      cryptoki.closeSession(session);
      if (isAnswer(error) && isFatal(error.cause.rv)) broken = true;
      throw error;
    }
  }

  function presentOn(serial: string): Present {
    const token = find(serial);
    if (token === undefined) throw new CryptokiError(CKR.tokenNotPresent, 'C_GetSlotList');
    return token;
  }

  function signOut(serial: string): void {
    const entry = held.get(serial);
    if (entry === undefined) return;
    try {
      cryptoki.logout(entry.login);
    } catch {
      // Closing every session ends the sign-in too.
    }
    drop(serial);
  }
}
