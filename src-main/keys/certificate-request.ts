import { createHash, createPublicKey, randomBytes, X509Certificate } from 'node:crypto';
import { Fault } from '../base/fault.ts';
import { integer, nil, octets, oid, sequence, setOf, time, tlv } from '../signing/index.ts';
import { certificateNames, derFromRaw } from '../token/index.ts';

/** Whom a certificate is for. */
export type SubjectName = {
  readonly commonName: string;
  readonly organisation: string | null;
  /** ISO 3166 code. */
  readonly country: string | null;
};

/** Signs the SHA-256 digest with the key on the token; r‖s for ECDSA, PKCS#1 v1.5 for RSA. */
export type SignDigest = (digest: Uint8Array) => Promise<Uint8Array>;

const ATTRIBUTES = { commonName: '2.5.4.3', organisation: '2.5.4.10', country: '2.5.4.6' } as const;
const SIGNATURES = { ec: '1.2.840.10045.4.3.2', rsa: '1.2.840.113549.1.1.11' } as const;
const YEAR_MS = 365 * 86_400_000;

const utf8 = (text: string): Uint8Array => tlv(0x0c, Buffer.from(text, 'utf8'));
const printable = (text: string): Uint8Array => tlv(0x13, Buffer.from(text, 'ascii'));
const bits = (bytes: Uint8Array, unused = 0): Uint8Array => tlv(0x03, Uint8Array.of(unused), bytes);
const context = (number: number, ...parts: readonly Uint8Array[]): Uint8Array => tlv(0xa0 | number, ...parts);

function nameOf({ commonName, organisation, country }: SubjectName): Uint8Array {
  const part = (type: string, value: Uint8Array): Uint8Array => setOf(sequence(oid(type), value));
  const given = (text: string | null): text is string => text !== null && text !== '';
  if (!given(commonName) || commonName.length > 64)
    throw new Fault(
      'usage',
      'The name for the certificate is missing or too long.',
      'Give 1 to 64 characters.',
    );
  if (given(country) && !/^[A-Z]{2}$/.test(country))
    throw new Fault('usage', 'The country is not a code of two letters.', 'Give a code such as US.');
  return sequence(
    ...(given(country) ? [part(ATTRIBUTES.country, printable(country))] : []),
    ...(given(organisation) ? [part(ATTRIBUTES.organisation, utf8(organisation.slice(0, 64)))] : []),
    part(ATTRIBUTES.commonName, utf8(commonName)),
  );
}

async function signed(body: Uint8Array, kind: 'ec' | 'rsa', sign: SignDigest): Promise<Uint8Array> {
  const raw = await sign(createHash('sha256').update(body).digest());
  return sequence(body, algorithm(kind), bits(kind === 'rsa' ? raw : derFromRaw(raw)));
}

const kindOf = (publicKey: Uint8Array): 'ec' | 'rsa' =>
  createPublicKey({ key: Buffer.from(publicKey), format: 'der', type: 'spki' }).asymmetricKeyType === 'rsa'
    ? 'rsa'
    : 'ec';
const algorithm = (kind: 'ec' | 'rsa'): Uint8Array =>
  kind === 'rsa' ? sequence(oid(SIGNATURES.rsa), nil()) : sequence(oid(SIGNATURES.ec));

/**
 * A certificate request (PKCS#10, RFC 2986) signed by the key itself.
 *
 * @param publicKey - SubjectPublicKeyInfo, DER
 * @returns DER
 * @throws Fault `usage` for a name that is none; those of the signature
 */
export function certificateRequest(
  subject: SubjectName,
  publicKey: Uint8Array,
  sign: SignDigest,
): Promise<Uint8Array> {
  const body = sequence(integer(Uint8Array.of(0)), nameOf(subject), publicKey, context(0));
  return signed(body, kindOf(publicKey), sign);
}

/**
 * A certificate that the key signs for itself (RFC 5280), for signing documents: good where the other side knows the
 * certificate itself.
 *
 * @param now - milliseconds since 1970
 */
export function selfSigned(
  subject: SubjectName,
  publicKey: Uint8Array,
  now: number,
  years: number,
  sign: SignDigest,
): Promise<Uint8Array> {
  // digitalSignature and nonRepudiation.
  const usage = bits(Uint8Array.of(0xc0), 6);
  const issuer = { name: nameOf(subject), kind: kindOf(publicKey), sign };
  return certificate(nameOf(subject), publicKey, { now, years, usage }, issuer);
}

/**
 * A certificate for a key that encrypts, signed by somebody who signs: such a key cannot sign for itself.
 *
 * @param issuer - their certificate, DER
 */
export function issuedForEncryption(
  subject: SubjectName,
  publicKey: Uint8Array,
  now: number,
  years: number,
  issuer: { readonly certificate: Uint8Array; readonly sign: SignDigest },
): Promise<Uint8Array> {
  const x509 = new X509Certificate(issuer.certificate);
  const kind = x509.publicKey.asymmetricKeyType === 'rsa' ? 'rsa' : 'ec';
  const { subject: name } = certificateNames(issuer.certificate);
  // keyEncipherment.
  const usage = bits(Uint8Array.of(0x20), 5);
  const from = { name, kind, sign: issuer.sign } as const;
  return certificate(nameOf(subject), publicKey, { now, years, usage }, from);
}

function certificate(
  subject: Uint8Array,
  publicKey: Uint8Array,
  terms: { readonly now: number; readonly years: number; readonly usage: Uint8Array },
  issuer: { readonly name: Uint8Array; readonly kind: 'ec' | 'rsa'; readonly sign: SignDigest },
): Promise<Uint8Array> {
  const { now, years, usage } = terms;
  const yes = Uint8Array.of(0x01, 0x01, 0xff);
  const extension = (id: string, critical: boolean, value: Uint8Array): Uint8Array =>
    sequence(oid(id), ...(critical ? [yes] : []), octets(value));
  const keyIdentifier = createHash('sha256').update(publicKey).digest().subarray(0, 20);
  const serial = randomBytes(16);
  serial[0] = ((serial[0] ?? 0) & 0x3f) | 0x40;
  const body = sequence(
    context(0, integer(Uint8Array.of(2))),
    integer(serial),
    algorithm(issuer.kind),
    issuer.name,
    sequence(time(new Date(now - 3_600_000)), time(new Date(now + years * YEAR_MS))),
    subject,
    publicKey,
    context(
      3,
      sequence(
        extension('2.5.29.19', true, sequence()),
        extension('2.5.29.15', true, usage),
        extension('2.5.29.14', false, octets(keyIdentifier)),
      ),
    ),
  );
  return signed(body, issuer.kind, issuer.sign);
}

/** PEM of DER. */
export const pem = (label: string, der: Uint8Array): string =>
  `-----BEGIN ${label}-----\n${Buffer.from(der)
    .toString('base64')
    .replace(/.{64}(?=.)/g, '$&\n')}\n-----END ${label}-----\n`;
