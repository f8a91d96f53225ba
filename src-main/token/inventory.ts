import { booleanOf, curveOf, numberOf } from './attributes.ts';
import { CKA, CKK, CKO, type Handle } from './cryptoki.ts';
import type { OpenSession } from './objects.ts';

/** A key object on the token with everything the token tells of it; null where it does not. */
export type TokenObject = {
  readonly type: 'secret' | 'private' | 'public';
  /** CKA_ID, hexadecimal; empty when it has none. */
  readonly keyId: string;
  readonly label: string;
  /** As `AES-256`, `RSA-3072`, `EC P-256`, `generic secret`, or the number of an unknown type. */
  readonly algorithm: string;
  readonly sensitive: boolean | null;
  readonly extractable: boolean | null;
  readonly alwaysSensitive: boolean | null;
  readonly neverExtractable: boolean | null;
  /** Made on this token. */
  readonly local: boolean | null;
  readonly modifiable: boolean | null;
  /** What the token would do with it. */
  readonly uses: readonly string[];
};

const TYPES = [
  ['secret', CKO.secretKey],
  ['private', CKO.privateKey],
  ['public', CKO.publicKey],
] as const;
const USES = [
  ...(['encrypt', 'decrypt', 'wrap', 'unwrap', 'sign', 'signRecover'] as const),
  ...(['verify', 'verifyRecover', 'derive'] as const),
];

/** All key objects on a token, ours or not. @throws CryptokiError */
export function readInventory(open: OpenSession): readonly TokenObject[] {
  const { cryptoki, session } = open;
  return TYPES.flatMap(([type, value]) =>
    cryptoki.find(session, [{ type: CKA.class, value }]).map((handle) => describe(open, handle, type)),
  );
}

function describe(open: OpenSession, handle: Handle, type: TokenObject['type']): TokenObject {
  const read = (attribute: number): Buffer | undefined =>
    open.cryptoki.attribute(open.session, handle, attribute);
  const flag = (attribute: number): boolean | null => booleanOf(read(attribute)) ?? null;
  return {
    type,
    keyId: read(CKA.id)?.toString('hex') ?? '',
    label: read(CKA.label)?.toString('utf8').slice(0, 255) ?? '',
    algorithm: algorithmOf(read),
    sensitive: flag(CKA.sensitive),
    extractable: flag(CKA.extractable),
    alwaysSensitive: flag(CKA.alwaysSensitive),
    neverExtractable: flag(CKA.neverExtractable),
    local: flag(CKA.local),
    modifiable: flag(CKA.modifiable),
    uses: USES.filter((use) => flag(CKA[use]) === true),
  };
}

function algorithmOf(read: (attribute: number) => Buffer | undefined): string {
  const keyType = numberOf(read(CKA.keyType));
  switch (keyType) {
    case CKK.rsa:
      return `RSA-${(read(CKA.modulus)?.length ?? 0) * 8}`;
    case CKK.ec: {
      return `EC ${curveOf(read(CKA.ecParams)) ?? 'of another curve'}`;
    }
    case CKK.aes:
      return `AES-${(numberOf(read(CKA.valueLength)) ?? 0) * 8}`;
    case CKK.genericSecret:
      return 'generic secret';
    default:
      return keyType === undefined ? 'unknown' : `type 0x${keyType.toString(16)}`;
  }
}
