import { displayName, readCertificate } from './certificate.ts';
import { DerError } from './der-read.ts';
import { type Trust } from './ports.ts';
import { leadsToAnchor, readAnchors, validAt } from './trust.ts';

/** What is known of the certificate of a key that signed something other than a document, e.g. a checkpoint. */
export type KeyTrust = {
  readonly holder: string;
  readonly issuer: string;
  /** Whether it leads to an authority that is trusted. */
  readonly trusted: 'trusted' | 'untrusted' | 'no-anchor';
  /** Whether it was valid when it signed. */
  readonly validThen: boolean;
};

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
  try {
    const certificate = readCertificate(der);
    return {
      holder: displayName(certificate.x509.subject),
      issuer: displayName(certificate.x509.issuer),
      trusted:
        anchors.length === 0
          ? 'no-anchor'
          : leadsToAnchor(certificate, [], anchors, [at])
            ? 'trusted'
            : 'untrusted',
      validThen: validAt(certificate, at),
    };
  } catch (error) {
    if (error instanceof DerError) return null;
    throw error;
  }
}
