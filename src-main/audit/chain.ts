import { bytesOf, type Hash, sha256 } from '../base/hash.ts';

/** The next value of the chain: SHA-256 of the value before and the leaf. */
export const linkOf = (chain: Hash, leaf: Hash): Hash =>
  sha256(Buffer.concat([bytesOf(chain), bytesOf(leaf)]));
