import { X509Certificate } from 'node:crypto';
import { displayName } from './certificate.ts';

/** The name to show for a certificate (DER): its common name, else its whole subject. */
export const signerName = (certificate: Uint8Array): string =>
  displayName(new X509Certificate(certificate).subject);
