import type { X509Certificate } from 'node:crypto';
import { booleanOf, curveOf, numberOf, pointOf, type Curve } from './attributes.ts';
import { certificateKey, curveKey, issuersOf, parseCertificate, rsaKey } from './certificates.ts';
import { CKA, CKC, CKK, CKO, type Cryptoki, type Handle } from './cryptoki.ts';
import type { KeyHindrance, SignatureAlgorithm, TokenKey } from './ports.ts';

/** A session with the module it belongs to. */
export type OpenSession = { readonly cryptoki: Cryptoki; readonly session: Handle };

/** A private key on the token as its attributes describe it. */
export type PrivateKey = {
  readonly handle: Handle;
  /** Null for one we do not sign with. */
  readonly algorithm: SignatureAlgorithm | null;
  /** Cannot leave the token. */
  readonly safe: boolean;
  readonly pinEachTime: boolean;
  /** SubjectPublicKeyInfo, DER; undefined when the token does not show the public half anywhere. */
  readonly publicKey: Buffer | undefined;
};

const SMALLEST_RSA_BYTES = 256;

/** Private keys that may sign, by CKA_ID; those without an id cannot be told apart and are left out. */
export function findPrivateKeys(
  open: OpenSession,
  keyId?: string,
): readonly (PrivateKey & { readonly keyId: string })[] {
  const { cryptoki, session } = open;
  const template = [
    { type: CKA.class, value: CKO.privateKey },
    { type: CKA.sign, value: true },
    ...(keyId === undefined ? [] : [{ type: CKA.id, value: Buffer.from(keyId, 'hex') }]),
  ];
  return cryptoki.find(session, template).flatMap((handle) => {
    const id = cryptoki.attribute(session, handle, CKA.id);
    if (id === undefined || id.length === 0) return [];
    return [{ keyId: id.toString('hex'), ...describeKey(open, handle, id) }];
  });
}

function describeKey({ cryptoki, session }: OpenSession, handle: Handle, id: Buffer): PrivateKey {
  const read = (type: number): Buffer | undefined => cryptoki.attribute(session, handle, type);
  const common = {
    handle,
    // Only a plain "sensitive" and a plain "not extractable" count: an unreadable answer is no proof.
    safe: booleanOf(read(CKA.sensitive)) === true && booleanOf(read(CKA.extractable)) === false,
    pinEachTime: booleanOf(read(CKA.alwaysAuthenticate)) === true,
  };
  const [other] = cryptoki.find(session, [
    { type: CKA.class, value: CKO.publicKey },
    { type: CKA.id, value: id },
  ]);
  // The public half may be shown by the private key itself, by a public key object, or by neither.
  const readEither = (type: number): Buffer | undefined => {
    const own = read(type);
    if (own !== undefined && own.length > 0) return own;
    return other === undefined ? undefined : cryptoki.attribute(session, other, type);
  };
  switch (numberOf(read(CKA.keyType))) {
    case CKK.rsa: {
      const modulus = readEither(CKA.modulus);
      const exponent = readEither(CKA.publicExponent);
      const publicKey =
        modulus === undefined || exponent === undefined ? undefined : rsaKey(modulus, exponent);
      return { ...common, algorithm: (modulus?.length ?? 0) >= SMALLEST_RSA_BYTES ? 'rsa' : null, publicKey };
    }
    case CKK.ec: {
      const curve = curveOf(readEither(CKA.ecParams));
      if (curve === undefined) return { ...common, algorithm: null, publicKey: undefined };
      const point = pointOf(readEither(CKA.ecPoint), curve);
      return {
        ...common,
        algorithm: curve === 'P-256' ? 'ecdsa-p256' : 'ecdsa-p384',
        publicKey: point === undefined ? undefined : curveKey(curve, point),
      };
    }
    default:
      return { ...common, algorithm: null, publicKey: undefined };
  }
}

/** SubjectPublicKeyInfo of a public key object on a curve, DER. */
export function publicCurveKey(
  { cryptoki, session }: OpenSession,
  handle: Handle,
  curve: Curve,
): Buffer | undefined {
  const point = pointOf(cryptoki.attribute(session, handle, CKA.ecPoint), curve);
  return point === undefined ? undefined : curveKey(curve, point);
}

type StoredCertificate = { readonly id: string; readonly certificate: X509Certificate };

function findCertificates({ cryptoki, session }: OpenSession): readonly StoredCertificate[] {
  const template = [
    { type: CKA.class, value: CKO.certificate },
    { type: CKA.certificateType, value: CKC.x509 },
  ];
  return cryptoki.find(session, template).flatMap((handle) => {
    const value = cryptoki.attribute(session, handle, CKA.value);
    const certificate = value === undefined ? undefined : parseCertificate(value);
    if (certificate === undefined) return [];
    return [{ id: cryptoki.attribute(session, handle, CKA.id)?.toString('hex') ?? '', certificate }];
  });
}

/** Every private key that may sign, paired with its certificate by CKA_ID and public key. */
export function readKeys(open: OpenSession): readonly TokenKey[] {
  const certificates = findCertificates(open);
  return findPrivateKeys(open).map((key) => pair(key, certificates));
}

function pair(key: PrivateKey & { readonly keyId: string }, stored: readonly StoredCertificate[]): TokenKey {
  const hindered = (hindrance: KeyHindrance): TokenKey => ({ keyId: key.keyId, hindrance, identity: null });
  if (!key.safe) return hindered('unsafe');
  if (key.algorithm === null) return hindered('unsupported');
  const sameId = stored.filter(({ id }) => id === key.keyId).map(({ certificate }) => certificate);
  if (sameId.length === 0) return hindered('certificate-missing');
  // A token that shows no public half leaves the id alone to go by; the check of every signature finds a wrong pair.
  const fitting = sameId.filter(
    (c) => key.publicKey === undefined || certificateKey(c)?.equals(key.publicKey),
  );
  // A renewed certificate lies beside the old one: the newest counts.
  const [newest] = fitting.toSorted((a, b) => b.validFromDate.getTime() - a.validFromDate.getTime());
  if (newest === undefined) return hindered('certificate-mismatch');
  const chain = issuersOf(
    newest,
    stored.map(({ certificate }) => certificate),
  );
  return {
    keyId: key.keyId,
    hindrance: null,
    identity: {
      keyId: key.keyId,
      algorithm: key.algorithm,
      certificate: Uint8Array.from(newest.raw),
      chain: chain.map(({ raw }) => Uint8Array.from(raw)),
      ...(key.pinEachTime ? { pinEachTime: true } : {}),
    },
  };
}
