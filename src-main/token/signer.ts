import { pinEachTime } from './answers.ts';
import type { GivenPin } from './pin-desk.ts';
import type { Signer, SigningIdentity, TokenModule } from './ports.ts';

/**
 * A signer for one key of a token; the token must be signed in when it signs.
 *
 * @param identity - as `identities` gave it
 * @param askPin - asks for the PIN of a key that wants it each time; null when it is refused
 */
export const signerFor = (
  module: TokenModule,
  serial: string,
  identity: SigningIdentity,
  askPin: () => Promise<GivenPin | null> = () => Promise.resolve(null),
): Signer => ({
  identity,
  sign: async (digest, signal) => {
    if (identity.pinEachTime !== true) return module.sign(serial, identity.keyId, digest, signal);
    const given = await askPin();
    if (given === null) throw pinEachTime();
    return module.signWithPin(serial, identity.keyId, digest, given.pin, {
      confirmed: given.confirmed,
      signal,
    });
  },
});
