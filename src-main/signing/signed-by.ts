import { createHash } from 'node:crypto';
import { DIGESTS } from './digests.ts';
import { type Certificate, readCertificate } from './certificate.ts';
import { type SignedCms } from './cms-read.ts';

/** The certificates that came with a signature, the signer's among them. */
export type Signatories = {
  readonly signer: Certificate;
  readonly certificates: readonly Certificate[];
};

/**
 * Finds the certificate that the signature names.
 *
 * @returns null when it did not come along
 * @throws DerError
 */
export function signatoriesOf(cms: SignedCms): Signatories | null {
  const certificates = cms.certificates.map(readCertificate);
  const id = cms.signer;
  const signer = certificates.find((each) =>
    'keyId' in id
      ? each.subjectKeyId !== null && same(each.subjectKeyId, id.keyId)
      : same(each.issuer, id.issuer) && same(each.serial, id.serial),
  );
  return signer === undefined ? null : { signer, certificates };
}

/** Whether signing-certificate-v2 names the certificate that signed. */
export type Binding = 'bound' | 'missing' | 'broken';

/**
 * The first reference must name the signer (RFC 5035 §5.1.1). When more are named, the set is closed: each certificate that
 * came along must be named, and each named one must have come along.
 *
 * @param closed - false where others may have added certificates beside the signer's, as in a time-stamp token
 */
export function bindingOf(
  { references }: SignedCms,
  { signer, certificates }: Signatories,
  closed = true,
): Binding {
  if (references === null) return 'missing';
  const names = ({ algorithm, hash }: (typeof references)[number], { der }: Certificate): boolean => {
    const digest = DIGESTS.get(algorithm);
    return digest !== undefined && createHash(digest).update(der).digest().equals(hash);
  };
  const first = references[0];
  if (first === undefined || !names(first, signer)) return 'broken';
  if (references.length === 1 || !closed) return 'bound';
  const complete =
    references.length === certificates.length &&
    references.every((reference) => certificates.some((each) => names(reference, each))) &&
    certificates.every((each) => references.some((reference) => names(reference, each)));
  return complete ? 'bound' : 'broken';
}

const same = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;
