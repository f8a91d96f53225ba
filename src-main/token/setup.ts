import { Fault } from '../base/fault.ts';
import { CKR, CryptokiError } from './answers.ts';
import type { Cryptoki, Handle } from './cryptoki.ts';
import { judged, mayBecome, mayTry, tryPin } from './login.ts';
import { isBlank } from './flags.ts';
import { type Present, slotsOf } from './slots.ts';

/** What a new token is set up with. */
export type SetUp = {
  readonly label: string;
  /** The security officer's PIN: a new one for a blank token, the one it has for a token that is erased. */
  readonly officerPin: string;
  readonly pin: string;
  /** The officer agreed that everything on the token is destroyed. */
  readonly erase: boolean;
};

/**
 * Sets a token up: erases it (C_InitToken) and sets the user's PIN (C_InitPIN). When the second step fails the token is
 * left without a PIN, which {@link setUserPin} mends; nothing is done twice.
 *
 * @returns the token's serial number afterwards; some get a new one
 * @throws Fault `token-error`, `pin-…`; CryptokiError
 */
export function setUp(cryptoki: Cryptoki, token: Present, wanted: SetUp): string {
  const { info } = token;
  const blank = isBlank(info);
  if (!blank && !wanted.erase)
    throw new Fault(
      'token-error',
      'This token is in use already; setting it up again destroys every key and certificate on it.',
      'Choose an empty token, or agree to the destruction first.',
    );
  // Both are checked before anything is erased, so that the second step does not fail for the length of a PIN.
  if (blank) mayBecome(info, wanted.officerPin);
  else mayTry(info, 'securityOfficer', wanted.officerPin);
  mayBecome(info, wanted.pin);
  const before = new Set(slotsOf(cryptoki).map(({ info: { serial } }) => serial));
  judged(cryptoki, token, 'securityOfficer', () => {
    cryptoki.initToken(token.slot, wanted.officerPin, wanted.label);
  });
  const fresh = renewed(cryptoki, token, wanted.label, before);
  asOfficer(cryptoki, fresh, wanted.officerPin, (session) => {
    cryptoki.initPin(session, wanted.pin);
  });
  return fresh.info.serial;
}

/** The token after C_InitToken: the same serial number, or the new one with the label in case it got another. */
function renewed(
  cryptoki: Cryptoki,
  { info: { serial } }: Present,
  label: string,
  before: ReadonlySet<string>,
): Present {
  const tokens = slotsOf(cryptoki);
  const same = serial === '' ? undefined : tokens.find(({ info }) => info.serial === serial);
  const found =
    same ??
    tokens.find(({ info }) => info.serial !== '' && !before.has(info.serial) && label.startsWith(info.label));
  if (found !== undefined) return found;
  throw new CryptokiError(CKR.tokenNotPresent, 'C_GetSlotList');
}

/**
 * Sets the user's PIN anew with the security officer's; unlocks a locked token where the token allows it.
 *
 * @throws Fault `pin-…`; CryptokiError
 */
export function setUserPin(cryptoki: Cryptoki, token: Present, officerPin: string, pin: string): void {
  mayTry(token.info, 'securityOfficer', officerPin);
  mayBecome(token.info, pin);
  asOfficer(cryptoki, token, officerPin, (session) => {
    cryptoki.initPin(session, pin);
  });
}

/**
 * Changes the user's PIN.
 *
 * @throws Fault `pin-…`; CryptokiError
 */
export function changeUserPin(cryptoki: Cryptoki, token: Present, oldPin: string, newPin: string): void {
  mayTry(token.info, 'user', oldPin);
  mayBecome(token.info, newPin);
  const session = cryptoki.openSession(token.slot, true);
  try {
    judged(cryptoki, token, 'user', () => {
      cryptoki.setPin(session, oldPin, newPin);
    });
  } finally {
    cryptoki.closeSession(session);
  }
}

function asOfficer(cryptoki: Cryptoki, token: Present, pin: string, work: (session: Handle) => void): void {
  const session = cryptoki.openSession(token.slot, true);
  try {
    tryPin(cryptoki, token, session, 'securityOfficer', pin);
    try {
      work(session);
    } finally {
      logOut(cryptoki, session);
    }
  } finally {
    cryptoki.closeSession(session);
  }
}

function logOut(cryptoki: Cryptoki, session: Handle): void {
  try {
    cryptoki.logout(session);
  } catch {
    // Closing the session ends the sign-in too.
  }
}
