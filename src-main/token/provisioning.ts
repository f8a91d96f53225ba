import { Fault } from '../base/fault.ts';
import { keyMissing } from './answers.ts';
import { certificateKey, certificateNames, parseCertificate } from './certificates.ts';
import { CKA, CKC, CKO } from './cryptoki.ts';
import { findPrivateKeys, type OpenSession } from './objects.ts';

/** CKA_ID from its hexadecimal form. @throws RangeError */
export const hexBytes = (hex: string): Buffer => {
  if (!/^(?:[0-9a-f]{2}){1,64}$/.test(hex)) throw new RangeError('not a key id');
  return Buffer.from(hex, 'hex');
};

/**
 * Puts a certificate on the token, beside the key with the id, or as a CA certificate without an id. The same one a
 * second time changes nothing.
 *
 * @throws Fault `key-missing`, `certificate-mismatch`, `certificate-missing` for bytes that are no certificate;
 * CryptokiError
 */
export function storeCertificate(
  open: OpenSession,
  keyId: string | null,
  label: string,
  der: Uint8Array,
): void {
  const { cryptoki, session } = open;
  const certificate = parseCertificate(der);
  if (certificate === undefined)
    throw new Fault(
      'certificate-missing',
      'The file is not an X.509 certificate.',
      'Choose the certificate that your certificate authority sent.',
    );
  const id = keyId === null ? Buffer.alloc(0) : hexBytes(keyId);
  if (keyId !== null) {
    const [key] = findPrivateKeys(open, keyId);
    if (key === undefined) throw keyMissing();
    if (key.publicKey !== undefined && certificateKey(certificate)?.equals(key.publicKey) !== true)
      throw new Fault(
        'certificate-mismatch',
        'The certificate was issued for another key than the one on the token.',
        'Choose the certificate that was issued for this key.',
      );
  }
  const value = Uint8Array.from(certificate.raw);
  const there = cryptoki.find(session, [
    { type: CKA.class, value: CKO.certificate },
    { type: CKA.value, value },
    ...(keyId === null ? [] : [{ type: CKA.id, value: id }]),
  ]);
  if (there.length > 0) return;
  const names = certificateNames(value);
  cryptoki.create(session, [
    { type: CKA.class, value: CKO.certificate },
    { type: CKA.certificateType, value: CKC.x509 },
    { type: CKA.token, value: true },
    { type: CKA.private, value: false },
    { type: CKA.label, value: label },
    ...(keyId === null ? [] : [{ type: CKA.id, value: id }]),
    { type: CKA.subject, value: names.subject },
    { type: CKA.issuer, value: names.issuer },
    { type: CKA.serialNumber, value: names.serialNumber },
    { type: CKA.value, value },
  ]);
}
