import { createHash } from 'node:crypto';
import { fromBER, Sequence } from 'asn1js';
import { Fault } from '../base/fault.ts';
import { type Signer, type SigningIdentity } from '../token/ports.ts';
import { integer, nil, octets, oid, sequence, setOf, tlv } from './der-write.ts';
import { OID } from './formats.ts';

const sha256 = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest();
const VERSION_1 = integer(Uint8Array.of(1));
const SHA256 = sequence(oid(OID.sha256));

/**
 * Signs a SHA-256 digest of the content as CMS SignedData, detached, in the PAdES baseline profile (ETSI EN 319 142-1
 * §6.3): content type, message digest and signing-certificate-v2, no signing time (it stands in /M).
 *
 * @param contentDigest - 32 bytes
 * @returns ContentInfo, DER
 * @throws Fault `certificate-mismatch` for a certificate that cannot be read, and what {@link Signer.sign} throws
 */
export async function signCms(
  contentDigest: Uint8Array,
  signer: Signer,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  const { identity } = signer;
  const certificates = [identity.certificate, ...identity.chain];
  const attributes = setOf(
    attribute(OID.contentType, oid(OID.data)),
    attribute(OID.messageDigest, octets(contentDigest)),
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
  const { result } = fromBER(certificate);
  const tbs = result instanceof Sequence ? result.valueBlock.value[0] : undefined;
  if (!(tbs instanceof Sequence)) throw unreadable();
  const fields = tbs.valueBlock.value;
  // The version, [0], is missing in X.509 v1.
  const from = fields[0]?.idBlock.tagClass === 3 ? 1 : 0;
  const serial = fields[from];
  const issuer = fields[from + 2];
  if (serial === undefined || issuer === undefined) throw unreadable();
  return sequence(issuer.valueBeforeDecodeView, serial.valueBeforeDecodeView);
}

const unreadable = (): Fault =>
  new Fault(
    'certificate-mismatch',
    'The certificate on the token cannot be read.',
    'Ask whoever issued the token to put the certificate on it again.',
  );
