import type { HolderRole } from '../../src-shared/keys/roles.ts';
import type { KeyKind, KeyState, KeyVersion } from '../../src-shared/keys/types.ts';

/** Kinds of keys: what they do, then what they are. */
export const KIND_WORDS: Readonly<Record<KeyKind, string>> = {
  'aes-256': 'Encrypts (AES-256)',
  'rsa-wrap-3072': 'Encrypts, for tokens without AES (RSA-3072)',
  derivation: 'Encrypts, a key for each record (HMAC, SP 800-108)',
  'ec-p256': 'Signs (ECDSA P-256)',
  'ec-p384': 'Signs (ECDSA P-384)',
  'rsa-3072': 'Signs (RSA-3072)',
  'rsa-4096': 'Signs (RSA-4096)',
};

export const STATE_WORDS: Readonly<Record<KeyState, string>> = {
  'pre-active': 'Not in use yet',
  active: 'In use',
  suspended: 'Suspended',
  deactivated: 'Reads only',
  compromised: 'Compromised',
  destroyed: 'Destroyed',
};

/** What to do about a version, in a sentence. */
export function dueWords({ state, rotation }: KeyVersion): string {
  if (state !== 'active') return '';
  const day = rotation.rotateBy?.slice(0, 10) ?? '';
  if (rotation.status === 'due')
    return rotation.by === 'age'
      ? 'Exchange it now: it is 90 days old.'
      : 'Exchange it now: its 10,000 uses are up.';
  if (rotation.status === 'soon')
    return rotation.by === 'age'
      ? `Exchange it soon, by ${day}.`
      : `Exchange it soon: ${rotation.usesLeft.toLocaleString('en-US')} uses are left.`;
  return `Exchange it by ${day}.`;
}

/** Roles, and what each may do. */
export const ROLE_WORDS: Readonly<Record<HolderRole, { readonly name: string; readonly may: string }>> = {
  officer: { name: 'Officer', may: 'May do everything, and gives roles.' },
  reviewer: {
    name: 'Reviewer',
    may: 'Confirms what an officer decided: signs and approves. Reads no requester’s data.',
  },
  custodian: {
    name: 'Key custodian',
    may: 'Makes, exchanges and ends keys, and approves. Signs nothing and reads no requester’s data.',
  },
  auditor: { name: 'Auditor', may: 'Looks at everything and changes nothing.' },
};
