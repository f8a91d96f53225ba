import { Fault } from '../base/fault.ts';
import { isStrong } from './algorithms.ts';
import { type Certificate, KEY_USAGE, readCertificate } from './certificate.ts';
import { type Trust } from './ports.ts';
import { isFor } from './usage.ts';

const MAX_ANCHORS = 500;
const MAX_DEPTH = 8;
const MAX_TRIES = 200;

/**
 * The certificates in a file that an officer chose as trusted: PEM with any number of them, or one in DER.
 *
 * @returns DER of each
 * @throws Fault `trust-unreadable`
 */
export function anchorsFrom(pemOrDer: Uint8Array): readonly Uint8Array[] {
  const text = Buffer.from(pemOrDer.subarray(0, 5_000_000)).toString('latin1');
  const blocks = text.split('-----BEGIN CERTIFICATE-----').slice(1, MAX_ANCHORS + 1);
  const candidates =
    blocks.length === 0
      ? [pemOrDer]
      : blocks.map((block) => Buffer.from(block.split('-----END CERTIFICATE-----', 1)[0] ?? '', 'base64'));
  try {
    for (const candidate of candidates) readCertificate(candidate);
  } catch (error) {
    throw new Fault(
      'trust-unreadable',
      'The file with the trusted certificate does not hold a certificate that can be read.',
      'Choose the certificate of the authority as a PEM or DER file (.pem, .crt, .cer).',
      error,
    );
  }
  return candidates;
}

/**
 * Trust in whoever is in one file that was chosen: for signatures and for time-stamps.
 *
 * @throws Fault `trust-unreadable`
 */
export function trustFrom(pemOrDer: Uint8Array): Trust {
  const anchors = anchorsFrom(pemOrDer);
  return { signers: anchors, timeStamps: anchors };
}

/**
 * The certificates that are trusted, read.
 *
 * @param anchors - DER of each
 * @throws Fault `trust-unreadable`
 */
export const readAnchors = (anchors: readonly Uint8Array[]): readonly Certificate[] =>
  anchors.map((der) => {
    try {
      return readCertificate(der);
    } catch (error) {
      throw new Fault(
        'trust-unreadable',
        'A trusted certificate cannot be read.',
        'Choose the certificate of the authority as a PEM or DER file.',
        error,
      );
    }
  });

/**
 * Whether a path of valid signatures leads from the certificate to one of the anchors (RFC 5280 §6 as far as a hospital's
 * authority needs it; no revocation). A certificate that is itself an anchor is trusted.
 *
 * @param others - certificates that came with the signature; from the attacker, if there is one
 * @param moments - times at which every issuer on the path must be valid
 * @param uses - what is certified: an issuer that is limited to other uses does not count, as TLS-only authorities are
 */
export function leadsToAnchor(
  certificate: Certificate,
  others: readonly Certificate[],
  anchors: readonly Certificate[],
  moments: readonly Date[],
  uses: ReadonlySet<string>,
): boolean {
  const isAnchor = (one: Certificate): boolean => anchors.some(({ der }) => same(der, one.der));
  // Crossed certificates can make the number of paths explode: a budget ends the search.
  let tries = 0;
  const climb = (child: Certificate, below: number): boolean => {
    if (isAnchor(child)) return true;
    if (below >= MAX_DEPTH) return false;
    return [...anchors, ...others].some(
      (issuer) =>
        same(issuer.subject, child.issuer) &&
        !same(issuer.der, child.der) &&
        ++tries <= MAX_TRIES &&
        mayIssue(issuer, below, moments) &&
        isFor(issuer, uses) &&
        hasIssued(issuer, child) &&
        climb(issuer, below + 1),
    );
  };
  return climb(certificate, 0);
}

function mayIssue(issuer: Certificate, authoritiesBelow: number, moments: readonly Date[]): boolean {
  return (
    issuer.authority !== null &&
    issuer.authority.pathLength >= authoritiesBelow &&
    (issuer.keyUsage?.has(KEY_USAGE.keyCertSign) ?? true) &&
    !issuer.hasUnknownCritical &&
    isStrong(issuer) &&
    moments.every((moment) => validAt(issuer, moment))
  );
}

const hasIssued = (issuer: Certificate, child: Certificate): boolean => {
  try {
    return child.soundlySigned && child.x509.verify(issuer.x509.publicKey);
  } catch {
    return false;
  }
};

/** Whether the moment lies within the validity of the certificate. */
export const validAt = ({ x509 }: Certificate, moment: Date): boolean =>
  moment >= x509.validFromDate && moment <= x509.validToDate;

const same = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;
