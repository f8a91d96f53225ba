import type { X509Certificate } from 'node:crypto';

const SMALLEST_BITS = 3072;
/** What tokens do, and what an envelope's header has room for. */
const LARGEST_BITS = 4096;

/**
 * Whether something can be encrypted for the holder of a certificate: only with RSA keys of 3072 to 4096 bits, as tokens of all
 * makers do that.
 */
export type RecipientFit = 'fits' | 'elliptic' | 'kind' | 'bits' | 'dates';

/** Judges a certificate; what its issuer says of its use is not asked. */
export function recipientFit(x509: X509Certificate, now: number): RecipientFit {
  const { asymmetricKeyType, asymmetricKeyDetails } = x509.publicKey;
  const bits = asymmetricKeyDetails?.modulusLength ?? 0;
  if (asymmetricKeyType !== 'rsa') return asymmetricKeyType === 'ec' ? 'elliptic' : 'kind';
  if (bits < SMALLEST_BITS || bits > LARGEST_BITS) return 'bits';
  return now < x509.validFromDate.getTime() || now > x509.validToDate.getTime() ? 'dates' : 'fits';
}
