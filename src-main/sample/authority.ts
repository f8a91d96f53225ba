import 'reflect-metadata';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PublicKey,
  SubjectKeyIdentifierExtension,
  X509CertificateGenerator,
} from '@peculiar/x509';
import { randomBytes } from 'node:crypto';

/** What the sample hospital's CA gives out. */
export type Issued = {
  /** The CA's certificate. */
  readonly caPem: string;
  readonly caDer: Uint8Array;
  /** The officer's signing certificate. */
  readonly officerDer: Uint8Array;
};

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const CA_NAME = 'CN=Attestry Sample Hospital CA, O=Sample Hospital, C=US';
const OFFICER_NAME = 'CN=Compliance Officer (sample), O=Sample Hospital, C=US';
/** id-kp-documentSigning (RFC 9336). */
const DOCUMENT_SIGNING = '1.3.6.1.5.5.7.3.36';
/** id-kp-emailProtection: readers that check with NSS know no other purpose for signed documents. */
const EMAIL_PROTECTION = '1.3.6.1.5.5.7.3.4';
const DAY_MS = 86_400_000;

/**
 * Makes a CA for this sample alone and has it issue one signing certificate (profile of RFC 5280).
 *
 * @param officerKey - SubjectPublicKeyInfo of the key on the token, DER
 */
export async function issueOfficerCertificate(officerKey: Uint8Array, now: number): Promise<Issued> {
  // The CA's private key is not extractable and is forgotten when this function returns: nobody can issue another
  // certificate that a sample profile would trust.
  const keys = await crypto.subtle.generateKey(ALGORITHM, false, ['sign', 'verify']);
  const notBefore = new Date(now - DAY_MS);
  const ca = await X509CertificateGenerator.createSelfSigned({
    name: CA_NAME,
    keys,
    serialNumber: serialNumber(),
    notBefore,
    notAfter: new Date(now + 10 * 365 * DAY_MS),
    signingAlgorithm: ALGORITHM,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  const publicKey = new PublicKey(Uint8Array.from(officerKey));
  const officer = await X509CertificateGenerator.create({
    subject: OFFICER_NAME,
    issuer: ca.subject,
    publicKey,
    signingKey: keys.privateKey,
    signingAlgorithm: ALGORITHM,
    serialNumber: serialNumber(),
    notBefore,
    notAfter: new Date(now + 3 * 365 * DAY_MS),
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature | KeyUsageFlags.nonRepudiation, true),
      new ExtendedKeyUsageExtension([DOCUMENT_SIGNING, EMAIL_PROTECTION]),
      await SubjectKeyIdentifierExtension.create(publicKey),
      await AuthorityKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return {
    caPem: `${ca.toString('pem')}\n`,
    caDer: new Uint8Array(ca.rawData),
    officerDer: new Uint8Array(officer.rawData),
  };
}

/** 127 random bits, positive and not beginning with a zero byte (RFC 5280 §4.1.2.2). */
function serialNumber(): string {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40;
  return bytes.toString('hex');
}
