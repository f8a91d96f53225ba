import { Fault } from '../base/fault.ts';
import { pinEachTime } from './answers.ts';
import type { GivenPin } from './pin-desk.ts';
import type { Signer, SigningIdentity, TokenModule } from './ports.ts';

/**
 * A signer for one key of a token; the token must be signed in when it signs.
 *
 * @param identity - as `identities` gave it
 * @param askPin - asks for the PIN of a key that wants it each time; null when it is refused. Asked a second time, to
 * have it confirmed, when it failed too often and so was not sent.
 */
export const signerFor = (
  module: TokenModule,
  serial: string,
  identity: SigningIdentity,
  askPin: (mustConfirm: boolean) => Promise<GivenPin | null> = () => Promise.resolve(null),
): Signer => ({
  identity,
  sign: async (digest, signal) => {
    if (identity.pinEachTime !== true) return module.sign(serial, identity.keyId, digest, signal);
    const once = async (mustConfirm: boolean): Promise<Uint8Array> => {
      const given = await askPin(mustConfirm);
      if (given === null) throw pinEachTime();
      const { confirmed } = given;
      return module.signWithPin(serial, identity.keyId, digest, given.pin, { confirmed, signal });
    };
    try {
      return await once(false);
    } catch (error) {
      // No PIN was sent, and nothing signed: with the officer's word it may be tried.
      if (error instanceof Fault && error.code === 'pin-confirm') return once(true);
      throw error;
    }
  },
});
