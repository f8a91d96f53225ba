import type { KeyState } from '../../src-shared/keys/types.ts';

/**
 * What can be done with a key. `protect`: sign, encrypt, wrap, derive for new data. `process`: decrypt, unwrap, verify what
 * was protected before. `certify`: prove possession in a certificate request.
 */
export type KeyOperation = 'protect' | 'process' | 'certify';

/**
 * Operations that each state permits (NIST SP 800-57 Part 1 Rev. 5 §7.2 – 7.7). What a compromised key protected may still be
 * read, to bring it under another one; nothing is believed because of it.
 */
const PERMITTED: Readonly<Record<KeyState, readonly KeyOperation[]>> = {
  'pre-active': ['certify'],
  active: ['protect', 'process', 'certify'],
  suspended: ['process'],
  deactivated: ['process'],
  compromised: ['process'],
  destroyed: [],
};

/** States that may follow. A compromise can come to light in any state in which the key still exists. */
const NEXT: Readonly<Record<KeyState, readonly KeyState[]>> = {
  'pre-active': ['active', 'compromised', 'destroyed'],
  active: ['suspended', 'deactivated', 'compromised'],
  suspended: ['active', 'deactivated', 'compromised'],
  deactivated: ['compromised', 'destroyed'],
  compromised: ['destroyed'],
  destroyed: [],
};

export const permits = (state: KeyState, operation: KeyOperation): boolean =>
  PERMITTED[state].includes(operation);

export const mayBecome = (from: KeyState, to: KeyState): boolean => NEXT[from].includes(to);
