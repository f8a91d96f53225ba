import { createHash, randomBytes } from 'node:crypto';
import { type Clock } from '../base/clock.ts';
import { Fault, throwIfCancelled } from '../base/fault.ts';
import { signatureValue, withTimeStamp } from './cms.ts';
import { DerError, firstDer, onlyDer, partsOf, smallIntegerOf } from './der-read.ts';
import { integer, nil, octets, oid, sequence, tlv } from './der-write.ts';
import { OID } from './formats.ts';
import { type TimeStamper, type TimeStampTransport, type Trust } from './ports.ts';
import { checkTimeStamp } from './time-stamp-check.ts';
import { readAnchors } from './trust.ts';

/** A signature, with a time-stamp or waiting for one. */
export type Stamped = {
  /** DER. */
  readonly cms: Uint8Array;
  readonly timeStamp: 'none' | 'waiting' | 'present';
};

/**
 * Adds a time-stamp to a signature; when the authority cannot be reached or its answer does not hold, the signature is good as
 * it is and the time-stamp can be added later.
 *
 * @throws Fault `cancelled`
 */
export async function stampIfPossible(
  cms: Uint8Array,
  stamper: TimeStamper | null,
  signal?: AbortSignal,
): Promise<Stamped> {
  if (stamper === null) return { cms, timeStamp: 'none' };
  try {
    return { cms: await stampCms(cms, stamper, signal), timeStamp: 'present' };
  } catch (error) {
    throwIfCancelled(signal);
    if (error instanceof Fault) return { cms, timeStamp: 'waiting' };
    throw error;
  }
}

/**
 * Adds a time-stamp over the signature's value (CAdES-T, PAdES-B-T).
 *
 * @param cms - zeros may follow
 * @throws Fault `time-stamp-unavailable`, `time-stamp-refused`, `cancelled`; DerError when it is no CMS
 */
export async function stampCms(
  cms: Uint8Array,
  stamper: TimeStamper,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  return withTimeStamp(cms, await stamper.stamp(signatureValue(cms), signal));
}

/** Where time-stamps come from. */
export type TimeStampSource = {
  /** http or https; the answer is signed, so plain http loses nothing but privacy. */
  readonly url: string;
  /** Policy to ask for, as an object identifier; null to take the authority's own. */
  readonly policy: string | null;
};

/** A client of a time-stamp authority (RFC 3161): every answer is checked before it is handed out. */
export const timeStamper = (parts: {
  readonly source: TimeStampSource;
  readonly transport: TimeStampTransport;
  readonly trust: Trust;
  readonly clock: Clock;
}): TimeStamper => ({
  stamp: async (value, signal) => {
    const { source, transport, trust, clock } = parts;
    const nonce = integer(randomBytes(16));
    const imprint = sequence(
      sequence(oid(OID.sha256), nil()),
      octets(createHash('sha256').update(value).digest()),
    );
    const request = sequence(
      integer(Uint8Array.of(1)),
      imprint,
      ...(source.policy === null ? [] : [oid(source.policy)]),
      nonce,
      // certReq: without its certificates nobody could check the token later.
      tlv(0x01, Uint8Array.of(0xff)),
    );
    const token = tokenIn(await transport.post(source.url, request, signal));
    const { info, objection } = checkTimeStamp(
      token,
      value,
      readAnchors(trust.timeStamps),
      new Date(clock.now()),
    );
    if (objection !== null) throw refused(objection.reason);
    if (info === null || Buffer.compare(info.nonce ?? new Uint8Array(), firstDer(nonce).content) !== 0)
      throw refused('The answer belongs to another request.');
    if (source.policy !== null && info.policy !== source.policy)
      throw refused('The time-stamp was made under another policy than the one asked for.');
    return token;
  },
});

const REFUSALS: ReadonlyMap<number, string> = new Map([
  [0, 'it does not know the hash algorithm SHA-256'],
  [2, 'it says the request is not permitted or not supported'],
  [5, 'it could not read the request'],
  [14, 'its clock is not available'],
  [15, 'it does not support the policy asked for'],
  [16, 'it does not support an extension of the request'],
  [17, 'it lacks some information'],
  [25, 'it has a failure of its own'],
]);

/** The token in a TimeStampResp (RFC 3161 §2.4.2). */
function tokenIn(response: Uint8Array): Uint8Array {
  try {
    const [status, token] = partsOf(onlyDer(response), 0x30);
    const [code, ...details] = partsOf(status, 0x30);
    if (smallIntegerOf(code) > 1) throw refused(`The authority gave none: ${failureIn(details)}.`);
    if (token === undefined) throw new DerError('token');
    return token.raw;
  } catch (error) {
    if (error instanceof DerError) throw refused('The answer is no time-stamp.', error);
    throw error;
  }
}

function failureIn(details: readonly { readonly tag: number; readonly content: Uint8Array }[]): string {
  const bits = details.find(({ tag }) => tag === 0x03)?.content.subarray(1) ?? new Uint8Array();
  for (const [bit, words] of REFUSALS) if (((bits[bit >> 3] ?? 0) & (0x80 >> (bit & 7))) !== 0) return words;
  return 'it does not say why';
}

/** The fault for a time-stamp that was refused, by the authority or by us. */
const refused = (why: string, cause?: unknown): Fault =>
  new Fault(
    'time-stamp-refused',
    `No time-stamp: ${why.charAt(0).toLowerCase()}${why.slice(1)}`,
    'Check the time-stamp authority and its certificate in the settings; the signature itself is good without it.',
    cause,
  );
