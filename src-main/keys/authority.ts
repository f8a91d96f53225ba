import { Fault } from '../base/fault.ts';

/** What somebody may do with keys. */
export type KeyAct = 'make' | 'sign' | 'encrypt' | 'decrypt' | 'end' | 'approve';

/** Who somebody is here. `account`: nobody is signed in to a token. */
export type Role = 'officer' | 'reviewer' | 'administrator' | 'account';

const ACTS: Readonly<Record<Role, readonly KeyAct[]>> = {
  officer: ['make', 'sign', 'encrypt', 'decrypt', 'end', 'approve'],
  // Confirms what an officer decided; reads no requester's data.
  reviewer: ['sign', 'approve'],
  // Looks after keys; reads no requester's data.
  administrator: ['make', 'end', 'approve'],
  account: [],
};

/** @throws Fault `not-signed-in`, `key-forbidden` */
export function mustBeAllowed(role: Role, act: KeyAct): void {
  if (ACTS[role].includes(act)) return;
  if (role === 'account')
    throw new Fault(
      'not-signed-in',
      'You are not signed in to the token.',
      'Sign in with your PIN, then try again.',
    );
  throw new Fault(
    'key-forbidden',
    `Your role (${role}) does not include this use of keys.`,
    'Ask an officer to do it, or to give you another role in the settings.',
  );
}
