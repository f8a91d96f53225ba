import type { Signer, SigningIdentity, TokenModule } from './ports.ts';

/**
 * A signer for one key of a token; the token must be signed in when it signs.
 *
 * @param identity - as `identities` gave it
 */
export const signerFor = (module: TokenModule, serial: string, identity: SigningIdentity): Signer => ({
  identity,
  sign: (digest, signal) => module.sign(serial, identity.keyId, digest, signal),
});
