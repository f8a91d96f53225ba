import type { TokenInfo } from '../../src-shared/token/types.ts';
import { Fault } from '../base/fault.ts';
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
import type { Cryptoki, Handle, RawTokenInfo } from './cryptoki.ts';
import { describeToken, hasPinPad, pinLengths, pinStateOf, TOKEN_FLAG } from './flags.ts';
import { loginFault, pinFinalTry, pinLength, pinLocked, pinRequired } from './login-answers.ts';
import { type DataKeyMemory, dataKeyMemory } from './data-keys.ts';
import type { OpenSession } from './objects.ts';
import type { SigningKey } from './signing.ts';

/** Milliseconds between two new beginnings for a token that is missing; beginning anew is not free. */
const BETWEEN_LOOKS = 10_000;

type Present = { readonly slot: Handle; readonly info: RawTokenInfo };

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
};

/** Tokens of one module, found by serial number, and the sessions on them. Every call blocks. */
export interface TokenSessions {
  list(): readonly TokenInfo[];
  /** @throws Fault; see `TokenModule.signIn` */
  signIn(serial: string, pin: string): void;
  signOut(serial: string): void;
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

  const present = (): readonly Present[] =>
    cryptoki.slots().flatMap((slot) => {
      try {
        const info = cryptoki.tokenInfo(slot);
        // An empty slot of a software token, or a card that was never set up.
        return info.serial === '' && info.label === '' ? [] : [{ slot, info }];
      } catch {
        // Taken out just now, or a card the module does not know.
        return [];
      }
    });
  const find = (serial: string): Present | undefined => {
    const [first, second, ...more] = present().filter(({ info }) => info.serial === serial);
    if (second === undefined) return first;
    // Some modules show one device as several tokens: the one that has a PIN is meant.
    const withPin = [first, second, ...more].filter(
      (token) => token !== undefined && (token.info.flags & TOKEN_FLAG.userPinInitialised) !== 0,
    );
    if (withPin.length === 1) return withPin[0];
    throw new Fault(
      'token-error',
      'Two tokens with the same serial number are connected.',
      'Leave only the one plugged in that you want to sign with.',
    );
  };
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
      throw error instanceof CryptokiError ? settle(serial, error) : error;
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

  const login = (token: Present, session: Handle, pin: string): void => {
    try {
      cryptoki.login(session, pin);
    } catch (error) {
      if (!(error instanceof CryptokiError)) throw error;
      if (error.rv === CKR.userAlreadyLoggedIn) return;
      cryptoki.closeSession(session);
      if (isFatal(error.rv)) broken = true;
      throw loginFault(error, stateAfter(token.slot));
    }
  };
  const stateAfter = (slot: Handle): TokenInfo['pin'] => {
    try {
      return pinStateOf(cryptoki.tokenInfo(slot).flags);
    } catch {
      return 'ok';
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
        mayTry(token.info, pin);
        // While signed in the module would take any PIN: the typed one must be judged.
        if (held.has(serial)) signOut(serial);
        const session = cryptoki.openSession(token.slot, false);
        login(token, session, pin);
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
          if (!options.writable) {
            entry.work ??= openOn(serial, false);
            return work({ cryptoki, session: entry.work, keys: entry.keys, dataKeys: entry.dataKeys });
          }
          const session = openOn(serial, true);
          try {
            return work({ cryptoki, session, keys: new Map(), dataKeys: dataKeyMemory() });
          } finally {
            cryptoki.closeSession(session);
          }
        });
      }),
    close: () => {
      for (const serial of [...held.keys()]) drop(serial);
      cryptoki.finalize();
    },
  };

  function openOn(serial: string, writable: boolean): Handle {
    const token = find(serial);
    if (token === undefined) throw new CryptokiError(CKR.tokenNotPresent, 'C_OpenSession');
    return cryptoki.openSession(token.slot, writable);
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

/** Refuses, before anything reaches the token, a PIN that could do harm or cannot be right. */
function mayTry(info: RawTokenInfo, pin: string): void {
  const state = pinStateOf(info.flags);
  if (state === 'locked') throw pinLocked();
  if (state === 'final-try') throw pinFinalTry();
  if (pin === '') {
    // Without a reader's PIN pad an empty PIN counts as a wrong one.
    if (hasPinPad(info.flags)) return;
    throw pinRequired();
  }
  const lengths = pinLengths(info);
  const bytes = Buffer.byteLength(pin);
  if (bytes < lengths.min || bytes > lengths.max) throw pinLength(lengths);
}
