/** Constants of the formats that the writer and the independent verifier both keep to; no code is shared but these. */

/** Object identifiers (RFC 5652, RFC 5035, RFC 5754, RFC 5758). */
export const OID = {
  data: '1.2.840.113549.1.7.1',
  signedData: '1.2.840.113549.1.7.2',
  contentType: '1.2.840.113549.1.9.3',
  messageDigest: '1.2.840.113549.1.9.4',
  signingCertificateV2: '1.2.840.113549.1.9.16.2.47',
  sha256: '2.16.840.1.101.3.4.2.1',
  rsaWithSha256: '1.2.840.113549.1.1.11',
  ecdsaWithSha256: '1.2.840.10045.4.3.2',
} as const;

/** SubFilter of PAdES (ETSI EN 319 142-1 §5.3). */
export const SUB_FILTER = 'ETSI.CAdES.detached';

/** Room for the CMS in /Contents, in bytes: a chain with long RSA certificates and a later time stamp fit. */
export const CONTENTS_BYTES = 16_000;
