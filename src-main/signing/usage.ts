import { type Certificate, KEY_USAGE } from './certificate.ts';
import { OID } from './formats.ts';

const ANY_USE = '2.5.29.37.0';

/** Document signing (RFC 9336), e-mail protection, any, Adobe's authentic documents, Microsoft's document signing. */
export const SIGNING_USES: ReadonlySet<string> = new Set([
  '1.3.6.1.5.5.7.3.36',
  '1.3.6.1.5.5.7.3.4',
  ANY_USE,
  '1.2.840.113583.1.1.5',
  '1.3.6.1.4.1.311.10.3.12',
]);
/** What the authorities above a time-stamp authority may be limited to; its own certificate must say just this one. */
export const TIME_STAMP_USES: ReadonlySet<string> = new Set([OID.timeStamping, ANY_USE]);

/** Whether the key may make signatures that people stand by, whatever they are over. */
export const mayMakeSignatures = ({ keyUsage, hasUnknownCritical }: Certificate): boolean =>
  !hasUnknownCritical &&
  (keyUsage === null || keyUsage.has(KEY_USAGE.digitalSignature) || keyUsage.has(KEY_USAGE.nonRepudiation));

/** Whether a certificate is limited to uses of which none is meant. */
export const isFor = ({ extendedKeyUsage }: Certificate, uses: ReadonlySet<string>): boolean =>
  extendedKeyUsage === null || extendedKeyUsage.some((use) => uses.has(use));

/** Whether a certificate may be used to sign documents: that of a web server may not. */
export const maySignDocuments = (certificate: Certificate): boolean =>
  mayMakeSignatures(certificate) && isFor(certificate, SIGNING_USES);
