import { isStrong } from './algorithms.ts';
import { type Certificate, displayName, readCertificate } from './certificate.ts';
import { DerError } from './der-read.ts';
import { type Trust } from './ports.ts';
import { leadsToAnchor, readAnchors, validAt } from './trust.ts';
import { maySignDocuments, SIGNING_USES } from './usage.ts';

/** What is known of the certificate of a key that signed something other than a document, e.g. a checkpoint. */
export type KeyTrust = {
  readonly holder: string;
  readonly issuer: string;
  /** Whether it leads to an authority that is trusted, and may be used by somebody who signs: a web server's may not. */
  readonly trusted: 'trusted' | 'untrusted' | 'no-anchor';
  /** Whether it was valid when it signed. */
  readonly validThen: boolean;
};

type Standing = KeyTrust['trusted'];

function standingOf(
  certificate: Certificate,
  anchors: readonly Certificate[],
  moments: readonly Date[],
): Standing {
  if (anchors.length === 0) return 'no-anchor';
  const fit = maySignDocuments(certificate) && isStrong(certificate);
  return fit && leadsToAnchor(certificate, [], anchors, moments, SIGNING_USES) ? 'trusted' : 'untrusted';
}

/** What a certificate says; null when it cannot be read. */
function read(der: Uint8Array): Certificate | null {
  try {
    return readCertificate(der);
  } catch (error) {
    if (error instanceof DerError) return null;
    throw error;
  }
}

/**
 * Looks a certificate up against whom is trusted. The signature itself is checked where it is used.
 *
 * @param der - the certificate
 * @param at - when the key signed
 * @returns null when it cannot be read
 * @throws Fault `trust-unreadable`
 */
export function keyTrust(der: Uint8Array, trust: Trust, at: Date): KeyTrust | null {
  const anchors = readAnchors(trust.signers);
  const certificate = read(der);
  if (certificate === null) return null;
  return {
    holder: displayName(certificate.x509.subject),
    issuer: displayName(certificate.x509.issuer),
    trusted: standingOf(certificate, anchors, [at]),
    validThen: validAt(certificate, at),
  };
}

/**
 * Whether somebody who is trusted stands behind a certificate. When it signed is not known here, so that nothing is said of
 * validity: whoever asks looks at that.
 *
 * @param anchors - DER of each
 * @throws Fault `trust-unreadable`
 */
export function standingUnder(anchors: readonly Uint8Array[]): (der: Uint8Array) => Standing {
  const known = readAnchors(anchors);
  return (der) => {
    const certificate = read(der);
    if (certificate !== null) return standingOf(certificate, known, []);
    return known.length === 0 ? 'no-anchor' : 'untrusted';
  };
}
