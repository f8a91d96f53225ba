import { createHash } from 'node:crypto';
import { Fault } from '../base/fault.ts';

/**
 * What an encrypted thing belongs to, as names and values: not secret, bound to the ciphertext, needed again to decrypt.
 * Ids of ours, such as the kind of record, its id and the field; never a name of a patient.
 */
export type EnvelopeContext = Readonly<Record<string, string>>;

const MOST_PAIRS = 32;
const MOST_BYTES = 1024;

const prefixed = (text: string): Buffer => {
  const bytes = Buffer.from(text, 'utf8');
  if (bytes.length > MOST_BYTES)
    throw new Fault(
      'usage',
      'A name or value of the context is too long.',
      'Use ids of at most 1,024 bytes in the context.',
    );
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
};

/**
 * One encoding for one context: the number of pairs, then name and value each behind its length, sorted by the bytes of
 * the name.
 *
 * @throws Fault `usage` for one that is empty or too large
 */
export function contextBytes(context: EnvelopeContext): Buffer {
  const pairs = Object.entries(context)
    .map(([name, value]) => ({ name: Buffer.from(name), bytes: [prefixed(name), prefixed(value)] }))
    .sort((a, b) => Buffer.compare(a.name, b.name));
  if (pairs.length === 0 || pairs.length > MOST_PAIRS)
    throw new Fault(
      'usage',
      'What the encrypted thing belongs to is missing or too long.',
      'Give between 1 and 32 pairs of context, such as --context case=17.',
    );
  const count = Buffer.alloc(4);
  count.writeUInt32BE(pairs.length);
  return Buffer.concat([count, ...pairs.flatMap(({ bytes }) => bytes)]);
}

/** SHA-256(salt ‖ context): with the salt of each envelope, equal contexts do not show. */
export const contextHash = (salt: Uint8Array, context: EnvelopeContext): Buffer =>
  createHash('sha256').update(salt).update(contextBytes(context)).digest();
