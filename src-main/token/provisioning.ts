import { Fault } from '../base/fault.ts';
import { CKR, CryptokiError, keyMissing, keyUnsafe } from './answers.ts';
import { booleanOf, CURVE_PARAMETERS } from './attributes.ts';
import { certificateKey, certificateNames, parseCertificate } from './certificates.ts';
import { CKA, CKC, CKK, CKM, CKO, type Handle, type Template } from './cryptoki.ts';
import { findPrivateKeys, publicCurveKey, type OpenSession } from './objects.ts';

/** Attributes of a private key that every token must take, and must give back as they were set. */
const DEMANDED: Template = [
  { type: CKA.sensitive, value: true },
  { type: CKA.sign, value: true },
  { type: CKA.extractable, value: false },
  { type: CKA.decrypt, value: false },
  { type: CKA.unwrap, value: false },
];

/** Attributes that older tokens do not know. Left to itself a token may turn a use on, so they are set where possible. */
const WISHED: Template = [
  { type: CKA.derive, value: false },
  { type: CKA.signRecover, value: false },
  { type: CKA.modifiable, value: false },
  { type: CKA.copyable, value: false },
];

const TEMPLATE_REFUSED: ReadonlySet<number> = new Set([
  CKR.attributeTypeInvalid,
  CKR.attributeValueInvalid,
  CKR.templateIncomplete,
  CKR.templateInconsistent,
]);

const hexBytes = (hex: string): Buffer => {
  if (!/^(?:[0-9a-f]{2}){1,64}$/.test(hex)) throw new RangeError('not a key id');
  return Buffer.from(hex, 'hex');
};

/**
 * Makes a P-256 key pair for signing only, not extractable, and reads it back. Id and label are final: the key cannot be
 * changed afterwards.
 *
 * @param keyId - CKA_ID, hexadecimal; must be free
 * @returns SubjectPublicKeyInfo, DER
 * @throws Fault `key-unsafe` (the pair is destroyed again), `token-error`; CryptokiError
 */
export function generateKeyPair(open: OpenSession, keyId: string, label: string): Uint8Array {
  const { cryptoki, session } = open;
  const id = hexBytes(keyId);
  if (cryptoki.find(session, [{ type: CKA.id, value: id }]).length > 0)
    throw new Fault(
      'token-error',
      'The token already holds a key or certificate with this id.',
      'Choose another id for the new key.',
    );
  const pair = generate(open, id, label);
  const asked = [...DEMANDED, ...WISHED];
  const different = asked.filter(({ type, value }) => {
    const answer = booleanOf(cryptoki.attribute(session, pair.privateKey, type));
    return answer !== value && !(answer === undefined && WISHED.some((wish) => wish.type === type));
  });
  const unsafe = different.some(({ type }) => type !== CKA.modifiable && type !== CKA.copyable);
  const publicKey = unsafe ? undefined : publicCurveKey(open, pair.publicKey, 'P-256');
  if (publicKey !== undefined) return Uint8Array.from(publicKey);
  for (const handle of [pair.privateKey, pair.publicKey]) cryptoki.destroy(session, handle);
  if (unsafe) throw keyUnsafe();
  throw new Fault(
    'token-error',
    'The token made a key but does not show its public half, so the key was removed again.',
    "Have IT update the token's software.",
  );
}

function generate(
  { cryptoki, session }: OpenSession,
  id: Buffer,
  label: string,
): { readonly publicKey: Handle; readonly privateKey: Handle } {
  const common: Template = [
    { type: CKA.token, value: true },
    { type: CKA.keyType, value: CKK.ec },
    { type: CKA.id, value: id },
    { type: CKA.label, value: label },
  ];
  const publicKey: Template = [
    { type: CKA.class, value: CKO.publicKey },
    ...common,
    { type: CKA.private, value: false },
    { type: CKA.verify, value: true },
    { type: CKA.ecParams, value: Buffer.from(CURVE_PARAMETERS['P-256'], 'hex') },
  ];
  const privateKey: Template = [
    { type: CKA.class, value: CKO.privateKey },
    ...common,
    { type: CKA.private, value: true },
    ...DEMANDED,
  ];
  try {
    return cryptoki.generateKeyPair(session, CKM.ecKeyPairGen, publicKey, [...privateKey, ...WISHED]);
  } catch (error) {
    if (!(error instanceof CryptokiError && TEMPLATE_REFUSED.has(error.rv))) throw error;
    return cryptoki.generateKeyPair(session, CKM.ecKeyPairGen, publicKey, privateKey);
  }
}

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
