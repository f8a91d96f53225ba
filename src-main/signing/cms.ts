import { createHash } from 'node:crypto';
import { Fault } from '../base/fault.ts';
import { type Signer, type SigningIdentity } from '../token/ports.ts';
import { readCertificate } from './certificate.ts';
import { readCms } from './cms-read.ts';
import { firstDer, partsOf } from './der-read.ts';
import { integer, nil, octets, oid, sequence, setOf, time, tlv } from './der-write.ts';
import { OID } from './formats.ts';

const sha256 = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest();
const VERSION_1 = integer(Uint8Array.of(1));
const SHA256 = sequence(oid(OID.sha256));

/** What differs between the profiles. */
export type CmsOptions = {
  /**
   * Claimed time of signing as a signed attribute: CAdES demands it (ETSI EN 319 122-1 §6.3), PAdES forbids it (it stands in
   * /M there). Whole seconds count.
   */
  readonly signingTime?: Date;
  readonly signal?: AbortSignal | undefined;
};

/**
 * Signs a SHA-256 digest of the content as CMS SignedData, detached, in the baseline profile of PAdES or CAdES: content type,
 * message digest, signing-certificate-v2, and the signing time where one is given.
 *
 * @param contentDigest - 32 bytes
 * @returns ContentInfo, DER
 * @throws Fault `certificate-mismatch` for a certificate that cannot be read, and what {@link Signer.sign} throws
 */
export async function signCms(
  contentDigest: Uint8Array,
  signer: Signer,
  { signingTime, signal }: CmsOptions = {},
): Promise<Uint8Array> {
  const { identity } = signer;
  const certificates = [identity.certificate, ...identity.chain];
  const attributes = setOf(
    attribute(OID.contentType, oid(OID.data)),
    attribute(OID.messageDigest, octets(contentDigest)),
    ...(signingTime === undefined ? [] : [attribute(OID.signingTime, time(signingTime))]),
    attribute(OID.signingCertificateV2, signingCertificate(certificates)),
  );
  const signature = await signer.sign(sha256(attributes), signal);
  const signerInfo = sequence(
    VERSION_1,
    issuerAndSerial(identity.certificate),
    SHA256,
    // The signature is over the SET OF; inside the SignerInfo the same bytes are tagged [0] (RFC 5652 §5.4).
    Buffer.concat([Uint8Array.of(0xa0), attributes.subarray(1)]),
    signatureAlgorithm(identity),
    octets(identity.algorithm === 'rsa' ? signature : ecdsaDer(signature)),
  );
  const signedData = sequence(
    VERSION_1,
    setOf(SHA256),
    sequence(oid(OID.data)),
    tlv(0xa0, ...certificates),
    setOf(signerInfo),
  );
  return sequence(oid(OID.signedData), tlv(0xa0, signedData));
}

const attribute = (type: string, value: Uint8Array): Uint8Array => sequence(oid(type), setOf(value));

// RFC 5035 §3: the first names the signer's certificate; naming the chain too means no byte of it can be exchanged.
// The hash algorithm is SHA-256 by DEFAULT and so left out.
const signingCertificate = (certificates: readonly Uint8Array[]): Uint8Array =>
  sequence(sequence(...certificates.map((certificate) => sequence(octets(sha256(certificate))))));

const signatureAlgorithm = ({ algorithm }: SigningIdentity): Uint8Array =>
  algorithm === 'rsa' ? sequence(oid(OID.rsaWithSha256), nil()) : sequence(oid(OID.ecdsaWithSha256));

/** ECDSA-Sig-Value (RFC 3279 §2.2.3) from r‖s of equal width. */
function ecdsaDer(signature: Uint8Array): Uint8Array {
  const half = signature.length / 2;
  return sequence(integer(signature.subarray(0, half)), integer(signature.subarray(half)));
}

/** IssuerAndSerialNumber with the issuer's bytes exactly as the certificate has them. */
function issuerAndSerial(certificate: Uint8Array): Uint8Array {
  try {
    const { issuer, serial } = readCertificate(certificate);
    return sequence(issuer, serial);
  } catch (error) {
    throw new Fault(
      'certificate-mismatch',
      'The certificate on the token cannot be read.',
      'Ask whoever issued the token to put the certificate on it again.',
      error,
    );
  }
}

/**
 * The CMS with a time-stamp token over its signature as an unsigned attribute (ETSI EN 319 122-1 §5.3); not one byte of what is
 * signed changes. A time-stamp that is there already is replaced.
 *
 * @param cms - as {@link signCms} made it; zeros may follow
 * @param token - DER
 * @throws DerError when it is no CMS of that shape
 */
export function withTimeStamp(cms: Uint8Array, token: Uint8Array): Uint8Array {
  const [type, wrapped] = partsOf(firstDer(cms), 0x30);
  const signedData = partsOf(partsOf(wrapped, 0xa0)[0], 0x30);
  const signerInfo = partsOf(partsOf(signedData.at(-1), 0x31)[0], 0x30);
  const stamped = sequence(
    ...signerInfo.filter(({ tag }) => tag !== 0xa1).map(({ raw }) => raw),
    tlv(0xa1, attribute(OID.signatureTimeStamp, token)),
  );
  const content = sequence(...signedData.slice(0, -1).map(({ raw }) => raw), setOf(stamped));
  return sequence(type?.raw ?? oid(OID.signedData), tlv(0xa0, content));
}

/**
 * The value of the signature in a CMS: what a time-stamp is over.
 *
 * @throws DerError
 */
export const signatureValue = (cms: Uint8Array): Uint8Array => readCms(cms).signature;
