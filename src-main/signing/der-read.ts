/** Thrown inside the verifier for bytes that are not strict DER; becomes "the signature is damaged". */
export class DerError extends Error {
  override readonly name = 'DerError';
}

/** One DER value: its tag, its content, and the whole with its header. */
export type Der = { readonly tag: number; readonly content: Uint8Array; readonly raw: Uint8Array };

const MAX_PARTS = 10_000;

/**
 * Reads the DER value that starts at the beginning of `bytes`; what follows it is the caller's to judge. Strict (X.690
 * §10.1): one-byte tags, definite and minimal lengths. Anything laxer would let a byte change without being noticed.
 *
 * @throws DerError
 */
export function firstDer(bytes: Uint8Array): Der {
  const tag = bytes[0];
  const first = bytes[1];
  if (tag === undefined || first === undefined || (tag & 0x1f) === 0x1f) throw new DerError('tag');
  let length = first;
  let header = 2;
  if (first >= 0x80) {
    const width = first & 0x7f;
    if (width === 0 || width > 4) throw new DerError('length');
    length = 0;
    for (let at = 0; at < width; at++) length = length * 256 + (bytes[2 + at] ?? 0);
    if (length < 0x80 || length < 256 ** (width - 1)) throw new DerError('length');
    header += width;
  }
  if (header + length > bytes.length) throw new DerError('length');
  return { tag, content: bytes.subarray(header, header + length), raw: bytes.subarray(0, header + length) };
}

/**
 * Reads bytes that are exactly one DER value.
 *
 * @throws DerError
 */
export function onlyDer(bytes: Uint8Array): Der {
  const value = firstDer(bytes);
  if (value.raw.length !== bytes.length) throw new DerError('trailing');
  return value;
}

/**
 * The members of a constructed value with the tag given.
 *
 * @throws DerError
 */
export function partsOf(value: Der | undefined, tag: number): readonly Der[] {
  if (value?.tag !== tag) throw new DerError('unexpected');
  const parts: Der[] = [];
  for (let at = 0; at < value.content.length;) {
    if (parts.length >= MAX_PARTS) throw new DerError('too many');
    const part = firstDer(value.content.subarray(at));
    parts.push(part);
    at += part.raw.length;
  }
  return parts;
}

/**
 * The content of a value with the tag given.
 *
 * @throws DerError
 */
export function contentOf(value: Der | undefined, tag: number): Uint8Array {
  if (value?.tag !== tag) throw new DerError('unexpected');
  return value.content;
}

/**
 * An object identifier in dotted form.
 *
 * @throws DerError
 */
export function oidOf(value: Der | undefined): string {
  const bytes = contentOf(value, 0x06);
  if (bytes.length === 0 || bytes.length > 64) throw new DerError('oid');
  const arcs: number[] = [];
  let arc = 0;
  for (const byte of bytes) {
    if (arc > 2 ** 40) throw new DerError('oid');
    arc = arc * 128 + (byte & 0x7f);
    if (byte >= 0x80) continue;
    if (arcs.length === 0)
      arcs.push(Math.min(Math.floor(arc / 40), 2), arc - 40 * Math.min(Math.floor(arc / 40), 2));
    else arcs.push(arc);
    arc = 0;
  }
  return arcs.join('.');
}

/**
 * A time in whole seconds or finer: UTCTime (RFC 5280 §4.1.2.5.1) or GeneralizedTime, both in UTC.
 *
 * @throws DerError
 */
export function timeOf(value: Der | undefined): Date {
  if (value?.tag !== 0x17 && value?.tag !== 0x18) throw new DerError('time');
  const text = Buffer.from(value.content).toString('latin1');
  const digits = value.tag === 0x17 ? `${Number(text.slice(0, 2)) < 50 ? '20' : '19'}${text}` : text;
  const match = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\.\d{1,9})?Z$/.exec(digits);
  if (match === null) throw new DerError('time');
  const [, year, month, day, hour, minute, second, fraction] = match;
  const parts = [year, month, day].map((part) => part ?? '').join('-');
  const time = new Date(
    `${parts}T${hour ?? ''}:${minute ?? ''}:${second ?? ''}${(fraction ?? '').slice(0, 4)}Z`,
  );
  if (Number.isNaN(time.getTime())) throw new DerError('time');
  return time;
}

/**
 * A small non-negative integer.
 *
 * @throws DerError
 */
export function smallIntegerOf(value: Der | undefined): number {
  const bytes = contentOf(value, 0x02);
  if (bytes.length !== 1 || (bytes[0] ?? 0) >= 0x80) throw new DerError('integer');
  return bytes[0] ?? 0;
}
