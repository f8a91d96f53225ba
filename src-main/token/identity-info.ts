import { createHash, X509Certificate } from 'node:crypto';
import type { SigningIdentityInfo } from '../../src-shared/token/types.ts';
import type { SigningIdentity } from './ports.ts';

/** A signing identity for the eye. */
export function identityInfo(identity: SigningIdentity): SigningIdentityInfo {
  const x509 = new X509Certificate(identity.certificate);
  return {
    keyId: identity.keyId,
    algorithm: identity.algorithm,
    subject: x509.subject.replaceAll('\n', ', '),
    issuer: x509.issuer.replaceAll('\n', ', '),
    notBefore: x509.validFromDate.toISOString(),
    notAfter: x509.validToDate.toISOString(),
    certificateSha256: createHash('sha256').update(identity.certificate).digest('hex'),
  };
}
